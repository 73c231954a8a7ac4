// Copies the text that a button names. Without a script the text can still be selected.
document.documentElement.dataset.script = 'on'
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy]')
  if (!button) return
  const label = button.querySelector('span')
  const before = label.textContent
  const text = document.getElementById(button.dataset.copy).innerText.trim()
  // A page that does not come by HTTPS or from this machine has no clipboard.
  const copied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  )
  if (!copied) getSelection().selectAllChildren(document.getElementById(button.dataset.copy))
  label.textContent = copied ? 'Copied' : 'Selected'
  button.dataset.done = ''
  setTimeout(() => {
    label.textContent = before
    delete button.dataset.done
  }, 1600)
})
