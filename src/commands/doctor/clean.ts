/** Controls, which terminals obey; marks that turn text around; ends of lines; halves of characters. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Names come from outside: nothing in them may move a cursor or end a line. */
export function clean(text: string): string {
  return text.replace(unsafe, '\ufffd');
}

/** The same for JSON, where the text stays what it is and is spelled in other letters. */
export function cleanJson(json: string): string {
  return json.replace(unsafe, (character) => (character === '\n' ? character : escapes(character)));
}

function escapes(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }).join('');
}
