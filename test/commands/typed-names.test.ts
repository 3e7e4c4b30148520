/** Whom and until when people mean by what they type: as colleagues write names and dates, in both languages. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Interaction } from '../../commands/dispatcher.ts'
import type { Case } from '../../src/cases/case.ts'
import { asForm, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const aoi = 'aoi.nakamura@desk.example.org'

eachStore((_name, open) => {
  let world: World
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
  })

  /** Types it as the desk's Ben, who is in Tokyo; there it is Monday, 2 March 2026, 18:00. */
  function type(line: string, locale: 'en' | 'ja' = 'en') {
    const wish: Interaction = wishOf(ben, locale)
    return runnerOver(world).commandLine(
      { ...wish, person: { ...wish.person, timeZone: 'Asia/Tokyo' } },
      line,
    )
  }

  async function kept(): Promise<Case> {
    const supportCase = await world.store.get(number)
    if (!supportCase) throw new Error('it was created')
    return supportCase
  }

  describe('OWN-1: /case assign', () => {
    it.each([
      ['中村 葵', aoi],
      ['中村　葵', aoi],
      ['中村葵', aoi],
      ['中村', aoi],
      ['葵さん', aoi],
      ['中村様', aoi],
      ['Aoi Nakamura', aoi],
      ['nakamura', aoi],
      ['NAKAMURA', aoi],
      ['ａｏｉ', aoi],
      ['@aoi.nakamura', aoi],
      ['aoi.nakamura', aoi],
      ['aoi.nakamura@desk', aoi],
      ['aoi.nakamura@desk.example.org', aoi],
      ['Ben', ben],
      ['Carter Ben', ben],
      ['ＢＥＮ　ＣＡＲＴＥＲ', ben],
      ['me', ben],
      ['自分', ben],
      ['私', ben],
    ])('“%s” is %s', async (typed, email) => {
      expect(await type(`assign ${number} ${typed}`)).toMatchObject({ tone: 'done' })
      expect((await kept()).assignee?.email).toBe(email)
    })

    it.each(['nobody', 'None', 'なし', '解除', '誰も'])('“%s” is nobody', async (typed) => {
      await type(`assign ${number} ${aoi}`)
      expect(await type(`assign ${number} ${typed}`)).toMatchObject({ tone: 'done' })
      expect((await kept()).assignee).toBeNull()
    })

    it.each([
      ['a', 'More than one colleague matches \\"a\\"', '「a」に一致する同僚が複数います'],
      ['ａ', 'type the full name or the email address', '省略せずに入力してください'],
      ['@', 'No colleague', '同僚はいません'],
      ['Zoe', 'matches \\"Zoe\\"', '「Zoe」に一致する'],
      [
        '山田',
        'type a name, part of one, or an email address',
        '名前（一部でも可）またはメールアドレスを入力してください',
      ],
      ['ben@elsewhere.example.com', 'No colleague', '同僚はいません'],
      ['marcus', 'No colleague', '同僚はいません'],
    ])('“%s” is asked for in the form, which says what can be typed', async (typed, english, japanese) => {
      for (const [locale, words] of [
        ['en', english],
        ['ja', japanese],
      ] as const)
        expect(told(asForm(await type(`assign ${number} ${typed}`, locale)))).toContain(words)
      expect((await kept()).assignee).toBeNull()
    })
  })

  describe('OWN-3: /case later', () => {
    const morning = (day: string) => `${day}T00:00:00.000Z`

    it.each([
      ['明日', morning('2026-03-03')],
      ['あさって', morning('2026-03-04')],
      ['3日後', morning('2026-03-05')],
      ['３日後', morning('2026-03-05')],
      ['来週', morning('2026-03-09')],
      ['来週金曜', morning('2026-03-13')],
      ['来週の火曜日 14:00', '2026-03-10T05:00:00.000Z'],
      ['明日 15時', '2026-03-03T06:00:00.000Z'],
      ['12月1日', morning('2026-12-01')],
      ['12/1', morning('2026-12-01')],
      ['１２／１', morning('2026-12-01')],
      ['tomorrow', morning('2026-03-03')],
      ['ｔｏｍｏｒｒｏｗ', morning('2026-03-03')],
      ['3d', morning('2026-03-05')],
      ['in 2 weeks', morning('2026-03-16')],
      ['Fri', morning('2026-03-06')],
      ['Fri 3pm', '2026-03-06T06:00:00.000Z'],
      ['Mon', morning('2026-03-09')],
      ['next week', morning('2026-03-09')],
      ['Dec 3', morning('2026-12-03')],
      ['2026-12-03', morning('2026-12-03')],
    ])('“%s” is %s', async (typed, until) => {
      expect(await type(`later ${number} ${typed}`)).toMatchObject({ tone: 'done' })
      expect((await kept()).aside).toEqual([{ side: 'desk', until: new Date(until) }])
    })

    it.each(['now', 'back', '解除', '戻す', 'なし'])('“%s” brings it back', async (typed) => {
      await type(`later ${number} 3d`)
      expect(await type(`later ${number} ${typed}`)).toMatchObject({ tone: 'done' })
      expect((await kept()).aside).toEqual([])
    })

    it.each(['soon', 'someday', '13/40', '2026-02-30', '月末ごろ', 'そのうち'])(
      '“%s” is asked for in the form, which says what can be typed',
      async (typed) => {
        const english = told(asForm(await type(`later ${number} ${typed}`)))
        expect(english).toContain('type for example 3d, tomorrow, next monday, or 2026-12-03')
        const japanese = told(asForm(await type(`later ${number} ${typed}`, 'ja')))
        expect(japanese).toContain('「3日後」「明日」「来週月曜」「2026-12-03」のように入力してください')
        expect((await kept()).aside ?? []).toEqual([])
      },
    )

    it('takes no day that is past', async () => {
      expect(await type(`later ${number} 2026-02-01`)).not.toMatchObject({ tone: 'done' })
      expect((await kept()).aside ?? []).toEqual([])
    })
  })
})
