/** Control characters, which terminals obey; format characters such as bidi marks; line breaks; lone surrogates. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Names come from outside: nothing in them may move a cursor or end a line. */
export function clean(text: string): string {
  return text.replace(unsafe, '\ufffd');
}

/** The same for JSON, where such characters are escaped and the text keeps its meaning. */
export function cleanJson(json: string): string {
  return json.replace(unsafe, (character) => (character === '\n' ? character : escapes(character)));
}

function escapes(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }).join('');
}
