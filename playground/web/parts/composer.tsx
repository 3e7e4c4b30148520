import {
  type KeyboardEvent,
  type Ref,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Answer, LocalFile } from '../../protocol.ts'
import { findCompletions } from '../lib/completions.ts'
import { listMentionable } from '../lib/mentionable.ts'
import { useSession } from '../lib/session.ts'
import { checkFile, useUploads } from '../lib/uploads.ts'
import { CompletionList } from './completion-list.tsx'
import { FileChip } from './file-chip.tsx'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'

/** What others may do with the message box: put a text into it. */
export interface ComposerHandle {
  readonly put: (text: string) => void
}

interface Props {
  readonly id: string
  readonly label: string
  readonly placeholder: string
  readonly draft: string
  readonly onDraft: (text: string) => void
  /** Sends; with `ok: false` the text stays and the sentence is shown. */
  readonly onSend: (text: string, files: readonly LocalFile[]) => Promise<Answer>
  readonly onShortcut?: (callbackId: string, name: string) => void
  readonly inThread: boolean
  readonly ref?: Ref<ComposerHandle>
}

export function Composer({
  id,
  label,
  placeholder,
  draft,
  onDraft,
  onSend,
  onShortcut,
  inThread,
  ref,
}: Props) {
  const session = useSession()
  const { texts, commands, me, platform } = session
  const box = useRef<HTMLTextAreaElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const caretAfter = useRef<number | null>(null)
  const listId = useId()
  const faultId = useId()
  const [caret, setCaret] = useState(draft.length)
  const [active, setActive] = useState<number | null>(null)
  const [hidden, setHidden] = useState(false)
  const [focused, setFocused] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [files, setFiles] = useState<readonly LocalFile[]>([])
  const uploads = useUploads(me.id)
  const found = findCompletions(
    draft,
    caret,
    inThread && platform === 'slack' ? [] : commands,
    listMentionable(session),
  )
  const open = focused && !hidden && found.list.length > 0
  const at = active ?? (found.eager ? 0 : -1)

  useImperativeHandle(ref, () => ({
    put: (text) => {
      write(text, text.length)
      box.current?.focus()
    },
  }))

  useLayoutEffect(() => {
    const area = box.current
    if (!area || draft === undefined) return
    area.style.height = 'auto'
    area.style.height = `${Math.min(area.scrollHeight, 240)}px`
    if (caretAfter.current !== null) area.setSelectionRange(caretAfter.current, caretAfter.current)
    caretAfter.current = null
  }, [draft])

  function write(text: string, place: number): void {
    caretAfter.current = place
    setCaret(place)
    setActive(null)
    setHidden(false)
    setFault(null)
    onDraft(text)
  }

  function take(index: number): void {
    const hit = found.list[index] ?? found.list[0]
    if (!hit) return
    write(hit.text, hit.caret)
    box.current?.focus()
  }

  async function send(): Promise<void> {
    const text = draft.trim()
    if (busy || uploads.waiting.length > 0 || (text === '' && files.length === 0)) return
    const sentFiles = files
    setBusy(true)
    setFault(null)
    onDraft('')
    setFiles([])
    const answer = await onSend(text, sentFiles)
    setBusy(false)
    if (answer.ok) return
    // what was typed is not lost, unless something new is being typed already
    if (box.current?.value === '') onDraft(text)
    setFiles(sentFiles)
    setFault(answer.message || answer.error)
  }

  async function attach(list: readonly File[]): Promise<void> {
    for (const file of list) {
      const wrong = checkFile(file, [], texts)
      const answer: Answer<{ readonly file: LocalFile }> = wrong
        ? { ok: false, error: 'file_too_large', message: wrong }
        : await uploads.upload(file)
      if (answer.ok) setFiles((before) => [...before, answer.file])
      else setFault(`${file.name}: ${answer.message || answer.error}`)
    }
    box.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    // Enter that ends a Japanese conversion is not Enter
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const { key } = event
    const count = found.list.length
    if (open && key === 'ArrowDown') setActive((at + 1) % count)
    else if (open && key === 'ArrowUp') setActive(at <= 0 ? count - 1 : at - 1)
    else if (open && key === 'Escape') setHidden(true)
    else if (open && key === 'Tab' && !event.shiftKey) take(at)
    else if (open && key === 'Enter' && at >= 0 && !event.shiftKey) take(at)
    else if (key === 'Enter' && !event.shiftKey) void send()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const shortcuts = session.shortcuts.filter((each) => each.type === 'global')
  return (
    <div className="composer">
      {fault && (
        <p id={faultId} className="composer-fault" role="alert">
          {fault}
        </p>
      )}
      {focused && found.usage && (
        <p className="composer-usage">
          {texts.usage}: <code className="code">{found.usage}</code>
        </p>
      )}
      <div className="composer-box" ref={frame}>
        <textarea
          ref={box}
          id={id}
          className="composer-text"
          rows={1}
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={open ? listId : undefined}
          aria-activedescendant={open && at >= 0 ? `${listId}-${at}` : undefined}
          aria-describedby={fault ? faultId : undefined}
          placeholder={placeholder}
          value={draft}
          onChange={(event) => {
            setCaret(event.target.selectionStart)
            setActive(null)
            setHidden(false)
            setFault(null)
            onDraft(event.target.value)
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
          onKeyDown={onKeyDown}
          onPaste={(event) => {
            const pasted = [...event.clipboardData.files]
            if (pasted.length === 0) return
            event.preventDefault()
            void attach(pasted)
          }}
        />
        {(files.length > 0 || uploads.waiting.length > 0) && (
          <ul className="file-chips composer-files">
            {files.map((file) => (
              <li key={file.id}>
                <FileChip
                  file={file}
                  onRemove={() => setFiles((before) => before.filter((each) => each.id !== file.id))}
                />
              </li>
            ))}
            {uploads.waiting.map((name) => (
              <li key={name} className="file-waiting">
                {texts.uploading(name)}
              </li>
            ))}
          </ul>
        )}
        <div className="composer-bar">
          <input
            ref={picker}
            className="unseen"
            type="file"
            multiple
            tabIndex={-1}
            aria-hidden="true"
            onChange={(event) => {
              void attach([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={texts.attach}
            title={texts.attach}
            onClick={() => picker.current?.click()}
          >
            <Icon name="attach" />
          </button>
          {onShortcut && shortcuts.length > 0 && (
            <Menu
              label={texts.shortcuts}
              above
              button={<Icon name="bolt" />}
              items={shortcuts.map((each) => ({
                key: each.callback_id,
                label: each.name,
                onPick: () => onShortcut(each.callback_id, each.name),
              }))}
            />
          )}
          <span className="composer-hint">{busy ? texts.working : texts.composerHint}</span>
          <button
            type="button"
            className="send"
            aria-label={texts.send}
            title={texts.send}
            disabled={draft.trim() === '' && files.length === 0}
            aria-busy={busy || undefined}
            onClick={() => void send()}
          >
            {busy ? <span className="spinner" /> : <Icon name="send" />}
          </button>
        </div>
      </div>
      {open && <CompletionList id={listId} anchor={frame} list={found.list} active={at} onPick={take} />}
    </div>
  )
}
