import { firstNumber } from '../invariants.ts'
import { fillDeliveries } from './fill-deliveries.ts'
import { fillOpened } from './fill-opened.ts'
import { fillRefs } from './fill-refs.ts'
import { fillRoots } from './fill-roots.ts'
import { fillSearch } from './fill-search.ts'
import { fillTurns } from './fill-turns.ts'
import type { Database } from './query.ts'
import { refillSearch } from './refill-search.ts'
import { searchTable } from './search-index.ts'

type Script = string | ((database: Database) => void)

/**
 * One script per schema version, oldest first; `PRAGMA user_version` tells how many have run. A published script never
 * changes: a new need is a new script at the end.
 *
 * - `cases`: `doc` is the head as JSON, `threads` the threads as JSON (their writes leave `doc` alone). The other columns are
 *   what queries and guards look at. Moments are ms since 1970 UTC. `waiting`: a thread of the case has a fault, is held back or suspended.
 *   `remind_at`: when somebody has to be reminded of it (null: not at all). `aside_until`: when an open one is back for the first side.
 *   `hold`: why an operator keeps it from retention and erasure.
 * - `case_refs`: whom open cases refer to (`listCaseRefs`).
 * - `deliveries`: when each thread is due (`due_at` is null while it is up to date), and who holds it. `instances`: who delivers.
 * - `linked_people`, `channel_bindings`, `sign_ins`: who proved which accounts, which channel speaks for which domain, and the
 *   sign-ins under way, which are found by the hash of their secret and swept by `expires_at`.
 * - `home_channels`, `conversation_changes`: where a domain's threads go, what conversations were declared for.
 *   `member_stays`: who was in a conversation (`to_at` is null while they are), as the lists up to `member_lists.at` told.
 * - `queue_summaries`: the one message of a conversation that tells how its queues stand; `version` guards it.
 * - `notices`: what people were told and are not told again until then. `posts_pause` has one row while posts rest.
 * - `setup`: one row with who claimed the installation and what was chosen in chat; `version` guards it.
 * - `visible`: one row per reader who may list the case (VIS-1), with all that a list filters by, so that filtering
 *   walks an index and touches `cases` only for what it shows.
 *   `visible_open` has the open ones alone, which stay few. `responsible`, `aside_until` and `due_at` are `toReaderFacts`,
 *   `waits_for` and `stands_out` the functions of these names.
 * - `searched`: the words of a case; `search`: what a search walks (`search-index.ts`).
 * - `attachments`: the files that entries name; what lies in the folder and is not here is an orphan.
 * - `added_messages`: the entries that a chat message was added as.
 * - `purges`: what a removal (by the seq of its entry) has still to do outside of its write: `file:<id>`, `search`, `traces` (`purge.ts`).
 *   What is left of whole cases and of people goes under the number 0.
 * - `directory`: who is who, one item per row under `<section>/<key>`; `directory_refs`: what an item is found by beside its key.
 * - `import_runs`: each import of cases; `cases.import_run` names the one that made a case.
 * - `installations`: workspaces that installed the app; `sealed` holds their tokens and guards each write.
 * - `grants` as they stand, `grant_changes` as they came to be so, `grant_asks` when a partner last asked.
 */
export const migrations: readonly Script[] = [
  `
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO counters (name, value) VALUES ('case', ${firstNumber - 1});

  CREATE TABLE cases (
    number INTEGER PRIMARY KEY,
    create_key TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    threads TEXT NOT NULL,
    news INTEGER NOT NULL,
    due_at INTEGER,
    lease_until INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT,
    held INTEGER NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX cases_due ON cases (due_at, lease_until) WHERE due_at IS NOT NULL;

  CREATE TABLE entries (
    number INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (number, seq)
  ) WITHOUT ROWID;

  CREATE TABLE keys (
    number INTEGER NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    seqs TEXT NOT NULL,
    PRIMARY KEY (number, key)
  ) WITHOUT ROWID;
  CREATE INDEX keys_by_age ON keys (number, version);

  CREATE TABLE visible (
    reader TEXT NOT NULL,
    number INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    severity TEXT NOT NULL,
    customer TEXT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (reader, number)
  ) WITHOUT ROWID;
  CREATE INDEX visible_by_update ON visible (reader, updated_at, number, status, severity, customer, created_by);
  CREATE INDEX visible_by_customer ON visible (reader, customer, updated_at, number, status, severity, created_by);
  CREATE INDEX visible_by_creator ON visible (reader, created_by, updated_at, number, status, severity, customer);

  CREATE TABLE words (word TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (word, number)) WITHOUT ROWID;
  `,
  `
  CREATE TABLE attachments (id TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
  `,
  // Which cases go on from one (UPD-4).
  `
  CREATE TABLE follow_ups (earlier INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (earlier, number)) WITHOUT ROWID;
  `,
  // Who is who.
  `
  CREATE TABLE directory (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE directory_refs (ref TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (ref, id)) WITHOUT ROWID;
  CREATE INDEX directory_refs_by_id ON directory_refs (id);

  CREATE TABLE grants (
    customer TEXT NOT NULL,
    domain TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (customer, domain)
  ) WITHOUT ROWID;
  CREATE TABLE grant_changes (
    customer TEXT NOT NULL,
    domain TEXT NOT NULL,
    version INTEGER NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (customer, domain, version)
  ) WITHOUT ROWID;
  CREATE TABLE grant_asks (
    customer TEXT NOT NULL,
    domain TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (customer, domain)
  ) WITHOUT ROWID;
  `,
  // Who linked what.
  `
  CREATE TABLE linked_people (person TEXT PRIMARY KEY, accounts TEXT NOT NULL, current TEXT) WITHOUT ROWID;
  CREATE TABLE channel_bindings (channel TEXT PRIMARY KEY, domain TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE sign_ins (hash TEXT PRIMARY KEY, step TEXT NOT NULL, expires_at INTEGER NOT NULL, doc TEXT NOT NULL)
    WITHOUT ROWID;
  CREATE INDEX sign_ins_by_end ON sign_ins (expires_at);
  `,
  // Searches walk an index in the order of a list, and open cases have an index of their own.
  `
  CREATE INDEX visible_open ON visible (reader, updated_at, number, status, severity, customer, created_by)
    WHERE status <> 'closed';
  CREATE TABLE searched (number INTEGER PRIMARY KEY, words TEXT NOT NULL);
  INSERT INTO searched (number, words)
    SELECT number, char(10) || group_concat(word, char(10)) || char(10) FROM words GROUP BY number;
  INSERT INTO searched (number, words)
    SELECT number, char(10) FROM cases WHERE number NOT IN (SELECT number FROM searched);
  DROP TABLE words;
  ${searchTable};
  `,
  fillSearch,
  // Which cases have a thread that was given up on: a start tries those again.
  `
  ALTER TABLE cases ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;
  UPDATE cases SET suspended = 1
    WHERE EXISTS (SELECT 1 FROM json_each(cases.threads) WHERE json_extract(value, '$.parked') IS NOT NULL);
  CREATE INDEX cases_suspended ON cases (number) WHERE suspended = 1;
  `,
  // What is kept of conversations, and which cases have a thread that is held back.
  `
  ALTER TABLE cases ADD COLUMN held_back INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX cases_held_back ON cases (number) WHERE held_back = 1;
  CREATE INDEX channel_bindings_by_domain ON channel_bindings (domain);
  CREATE TABLE home_channels (
    domain TEXT NOT NULL,
    workspace TEXT NOT NULL,
    channel TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (domain, workspace)
  ) WITHOUT ROWID;
  CREATE TABLE conversation_changes (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    doc TEXT NOT NULL,
    UNIQUE (channel, at, doc)
  );
  CREATE TABLE member_lists (channel TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE member_stays (
    channel TEXT NOT NULL,
    user TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER,
    doc TEXT NOT NULL,
    PRIMARY KEY (channel, user, from_at)
  ) WITHOUT ROWID;
  CREATE INDEX member_stays_by_end ON member_stays (channel, to_at);
  CREATE TABLE notices (key TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX notices_by_end ON notices (until);
  CREATE TABLE posts_pause (only INTEGER PRIMARY KEY CHECK (only = 1), doc TEXT NOT NULL);
  `,
  // Who was seen in a chat.
  `
  CREATE TABLE seen_people (id INTEGER PRIMARY KEY, person TEXT NOT NULL UNIQUE, address TEXT, doc TEXT NOT NULL);
  CREATE INDEX seen_people_by_address ON seen_people (address) WHERE address IS NOT NULL;
  `,
  // Which question to a customer a button answers, and which version of the grant that is about.
  `
  ALTER TABLE grant_asks ADD COLUMN request TEXT;
  ALTER TABLE grant_asks ADD COLUMN version INTEGER;
  `,
  // What was typed and not sent; sealed.
  `
  CREATE TABLE drafts (
    account TEXT NOT NULL,
    actor TEXT NOT NULL,
    person TEXT NOT NULL,
    form TEXT NOT NULL,
    subject TEXT NOT NULL,
    sealed TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (account, actor, person, form, subject)
  ) WITHOUT ROWID;
  CREATE INDEX drafts_by_age ON drafts (saved_at);
  `,
  // What removals have still to do (UPD-3). Files from before deletions were overwritten hold what was let go of: the first removal packs them.
  `
  CREATE TABLE purges (number INTEGER NOT NULL, seq INTEGER NOT NULL, what TEXT NOT NULL, PRIMARY KEY (number, seq, what))
    WITHOUT ROWID;
  INSERT INTO counters (name, value) SELECT 'vacuum', 1 WHERE EXISTS (SELECT 1 FROM cases);
  `,
  // What operators did with deliveries by hand.
  `
  CREATE TABLE delivery_actions (id TEXT PRIMARY KEY, number INTEGER NOT NULL, at INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX delivery_actions_by_case ON delivery_actions (number, at);
  `,
  // Which entries were chat messages (NOT-4).
  `
  CREATE TABLE added_messages (message TEXT NOT NULL, number INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (message, number, seq))
    WITHOUT ROWID;
  `,
  // Each thread is claimed by itself; which cases have one that waits; who delivers.
  `
  CREATE TABLE deliveries (
    number INTEGER NOT NULL,
    thread TEXT NOT NULL,
    route TEXT NOT NULL,
    channel TEXT NOT NULL,
    due_at INTEGER,
    lease_until INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT,
    held INTEGER NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (number, thread)
  ) WITHOUT ROWID;
  CREATE INDEX deliveries_due ON deliveries (route, due_at, channel, lease_until) WHERE due_at IS NOT NULL;
  ALTER TABLE cases ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX cases_waiting ON cases (number) WHERE waiting = 1;
  CREATE TABLE instances (owner TEXT PRIMARY KEY, seen_at INTEGER NOT NULL, routes TEXT NOT NULL) WITHOUT ROWID;
  `,
  fillDeliveries,
  `
  DROP INDEX cases_due;
  DROP INDEX cases_suspended;
  DROP INDEX cases_held_back;
  ALTER TABLE cases DROP COLUMN due_at;
  ALTER TABLE cases DROP COLUMN lease_until;
  ALTER TABLE cases DROP COLUMN lease_owner;
  ALTER TABLE cases DROP COLUMN held;
  ALTER TABLE cases DROP COLUMN token;
  ALTER TABLE cases DROP COLUMN suspended;
  ALTER TABLE cases DROP COLUMN held_back;
  `,
  // Lists go by who works on a case, dates and what is due.
  `
  ALTER TABLE visible ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE visible ADD COLUMN responsible TEXT;
  ALTER TABLE visible ADD COLUMN aside_until INTEGER;
  ALTER TABLE visible ADD COLUMN due_at INTEGER;
  `,
  fillOpened,
  `
  CREATE INDEX visible_by_opened ON visible (reader, created_at, number);
  CREATE INDEX visible_by_severity ON visible (reader, severity, updated_at, number, status);
  CREATE INDEX visible_by_responsible ON visible (reader, responsible, updated_at, number, status, severity);
  CREATE INDEX visible_open_by_responsible ON visible (reader, responsible, updated_at, number, status, severity)
    WHERE status <> 'closed';
  CREATE INDEX visible_due ON visible (reader, due_at, number DESC) WHERE due_at IS NOT NULL;
  CREATE INDEX visible_aside ON visible (reader, aside_until, number) WHERE aside_until IS NOT NULL;
  `,
  // Which case a thread is of, by the message that it begins with.
  `CREATE TABLE roots (root TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (root, number)) WITHOUT ROWID`,
  fillRoots,
  // When somebody has to be reminded of a case (OWN-3).
  `
  ALTER TABLE cases ADD COLUMN remind_at INTEGER;
  CREATE INDEX cases_to_remind ON cases (remind_at, number) WHERE remind_at IS NOT NULL;
  `,
  // Who did what: never changed, and gone only by its age.
  `
  CREATE TABLE audit_log (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    side TEXT NOT NULL,
    number INTEGER,
    what TEXT NOT NULL,
    doc TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX audit_log_by_time ON audit_log (at, id);
  CREATE INDEX audit_log_by_side ON audit_log (side, at, id);
  CREATE INDEX audit_log_by_case ON audit_log (number, at, id) WHERE number IS NOT NULL;
  CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE ON audit_log BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
  END;
  `,
  // Cases are found by spellings and parts of words, and by the answers to the questions.
  refillSearch,
  // How accounts want to be told (PLC-7).
  `
  CREATE TABLE notify_choices (email TEXT PRIMARY KEY, choice TEXT NOT NULL, time_zone TEXT NOT NULL, digested_on TEXT) WITHOUT ROWID;
  CREATE INDEX notify_digests ON notify_choices (choice, email);
  `,
  // Lists go by whose turn it is (OWN-2), what stands out and when cases were closed.
  `
  ALTER TABLE visible ADD COLUMN waits_for TEXT;
  ALTER TABLE visible ADD COLUMN stands_out INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE visible ADD COLUMN closed_at INTEGER;
  `,
  fillTurns,
  `
  CREATE INDEX visible_standing_out ON visible (reader, updated_at, number) WHERE stands_out = 1;
  `,
  // The message of a conversation that tells how its queues stand.
  `
  CREATE TABLE queue_summaries (channel TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
  `,
  // Open cases by whom they refer to, and by when they are back from being put aside (OWN-4, VIS-9).
  `
  CREATE TABLE case_refs (ref TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (ref, number)) WITHOUT ROWID;
  ALTER TABLE cases ADD COLUMN aside_until INTEGER;
  CREATE INDEX cases_aside ON cases (aside_until, number) WHERE aside_until IS NOT NULL;
  `,
  fillRefs,
  // The chat in which an account chose how it is told.
  `
  ALTER TABLE notify_choices ADD COLUMN platform TEXT;
  `,
  // Imports, and which of them made a case: so that one can be taken back.
  `
  CREATE TABLE import_runs (id TEXT PRIMARY KEY, at INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
  ALTER TABLE cases ADD COLUMN import_run TEXT;
  CREATE INDEX cases_imported ON cases (import_run, number) WHERE import_run IS NOT NULL;
  `,
  // The workspaces that installed the app (0038).
  `
  CREATE TABLE installations (
    platform TEXT NOT NULL,
    tenant TEXT NOT NULL,
    sealed TEXT NOT NULL,
    doc TEXT NOT NULL,
    lease_owner TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (platform, tenant)
  ) WITHOUT ROWID;
  `,
  // Who claimed the installation, and what was chosen in chat.
  `CREATE TABLE setup (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL, doc TEXT NOT NULL)`,
  // Closed cases in the order in which they go, what is kept from going, and whose threads begin where.
  `
  ALTER TABLE cases ADD COLUMN hold TEXT;
  CREATE INDEX cases_on_hold ON cases (number) WHERE hold IS NOT NULL;
  CREATE INDEX cases_closed ON cases (json_extract(doc, '$.closedAt'), number)
    WHERE json_extract(doc, '$.closedAt') IS NOT NULL;
  CREATE INDEX roots_by_case ON roots (number);
  `,
]
