import { useRef, useState } from 'preact/hooks';

/** A command or similar text, and a button that copies it. */
export function Copyable({ text, what }: { readonly text: string; readonly what: string }) {
  const code = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(text, code.current));
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <span class="copyable">
      <code ref={code}>{text}</code>
      <button type="button" onClick={copy} aria-label={`Copy ${what}: ${text}`}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </span>
  );
}

/** Browsers only offer the clipboard on HTTPS and localhost; elsewhere the selection can be copied. */
async function copyText(text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
    return document.execCommand('copy');
  }
}
