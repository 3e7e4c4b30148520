/** A form with what is wrong told in it, for where a field that is at fault was not there when the form was sent. */
import type { Block, Form } from './view.ts'

/** Each error before its own field; under '' and for what the form has no field of, at the top. */
export function withProblems(form: Form, errors: Readonly<Record<string, string>>): Form {
  const names = new Set(form.parts.flatMap((part) => ('name' in part ? [part.name] : [])))
  const rest = Object.entries(errors).filter(([name]) => !names.has(name))
  const parts = form.parts.flatMap((part): Form['parts'] => {
    const text = 'name' in part && Object.hasOwn(errors, part.name) ? errors[part.name] : undefined
    return text ? [problem(text), part] : [part]
  })
  const problems = [...(form.problems ?? []), ...Object.values(errors)]
  const told = problems.length > 0 ? { problems } : {}
  return { ...form, parts: [...rest.map(([, text]) => problem(text)), ...parts], ...told }
}

function problem(text: string): Block {
  return { kind: 'text', text: `⚠ ${text}`, tone: 'strong' }
}
