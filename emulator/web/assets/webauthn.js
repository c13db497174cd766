// Hands the options of a form to the security key or built-in authenticator, and posts its answer with the form.

const form = document.querySelector("form[data-webauthn]");

// Without this script the form would post no answer at all, so its button waits for it.
const button = form?.querySelector("button[type=submit]");
if (button) {
  button.disabled = false;
  if (form.dataset.webauthn === "get") button.focus();
}

form?.addEventListener("submit", async (event) => {
  const field = form.elements.credential;
  if (field.value) return;
  event.preventDefault();
  tell("");
  if (!window.PublicKeyCredential) {
    tell("Browser not supported");
    return;
  }
  try {
    const publicKey = readOptions(form.dataset.options);
    const credential =
      form.dataset.webauthn === "create"
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
    field.value = JSON.stringify(written(credential));
    form.submit();
  } catch (problem) {
    tell(explained(problem));
  }
});

function tell(text) {
  const line = form.querySelector("[data-webauthn-problem]");
  line.textContent = text;
  line.hidden = !text;
}

function explained(problem) {
  switch (problem.name) {
    case "NotAllowedError":
      return "The device did not answer in time, or you have cancelled. Please try again.";
    case "InvalidStateError":
      return "This device is already registered.";
    default:
      return `The browser could not speak to the device: ${problem.message}`;
  }
}

function readOptions(json) {
  const options = JSON.parse(json);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const known of [...(options.excludeCredentials ?? []), ...(options.allowCredentials ?? [])]) {
    known.id = bytes(known.id);
  }
  return options;
}

function bytes(text) {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function base64url(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

function written(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: base64url(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = base64url(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}
