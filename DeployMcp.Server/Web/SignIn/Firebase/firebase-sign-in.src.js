// The Firebase half of the sign-in page. It gets an ID token from Firebase and posts it with the page's own form; nothing is kept
// in the browser, so that signing out here is all there is to sign out of.
import { initializeApp } from 'firebase/app';
import {
  GithubAuthProvider,
  GoogleAuthProvider,
  browserPopupRedirectResolver,
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  inMemoryPersistence,
  initializeAuth,
  sendEmailVerification,
  sendPasswordResetEmail,
  signInWithEmailAndPassword,
  signInWithPopup,
} from 'firebase/auth';

const form = document.getElementById('firebase');
const status = document.getElementById('firebase-status');
const { apiKey, authDomain, projectId, emulator } = form.dataset;
const auth = initializeAuth(initializeApp({ apiKey, authDomain, projectId }), {
  persistence: inMemoryPersistence,
  popupRedirectResolver: browserPopupRedirectResolver,
});
if (emulator) connectAuthEmulator(auth, emulator, { disableWarnings: true });

const sentences = {
  'auth/invalid-credential': 'That address and password do not belong together.',
  'auth/invalid-login-credentials': 'That address and password do not belong together.',
  'auth/wrong-password': 'That address and password do not belong together.',
  'auth/user-not-found': 'That address and password do not belong together.',
  'auth/user-disabled': 'This account has been disabled.',
  'auth/email-already-in-use': 'There is an account with this address already: sign in, or have its password reset.',
  'auth/weak-password': 'Please choose a password of at least 6 characters.',
  'auth/invalid-email': 'Please enter an email address.',
  'auth/missing-email': 'Please enter an email address.',
  'auth/missing-password': 'Please enter a password.',
  'auth/popup-blocked': 'The browser blocked the sign-in window: allow it for this page and try again.',
  'auth/popup-closed-by-user': 'The sign-in window was closed before the end.',
  'auth/cancelled-popup-request': 'The sign-in window was closed before the end.',
  'auth/too-many-requests': 'Too many attempts: please wait a while.',
  'auth/account-exists-with-different-credential': 'This address signs in another way: use that one.',
  'auth/network-request-failed': 'Firebase cannot be reached.',
};

const address = () => document.getElementById('email').value.trim();
const password = () => document.getElementById('password').value;
const say = (text) => { status.textContent = text; };

async function finish(credential) {
  if (credential.user.providerData.some((p) => p.providerId === 'password') && !credential.user.emailVerified) {
    await sendEmailVerification(credential.user);
    say(`A link was sent to ${credential.user.email}. Open it, then sign in here.`);
    return;
  }
  document.getElementById('id-token').value = await credential.user.getIdToken();
  form.submit();
}

const actions = {
  google: async () => finish(await signInWithPopup(auth, new GoogleAuthProvider())),
  github: async () => finish(await signInWithPopup(auth, new GithubAuthProvider())),
  password: async () => finish(await signInWithEmailAndPassword(auth, address(), password())),
  create: async () => finish(await createUserWithEmailAndPassword(auth, address(), password())),
  reset: async () => {
    await sendPasswordResetEmail(auth, address());
    say(`If there is an account with the address ${address()}, a link to set a new password was sent to it.`);
  },
};

async function run(action) {
  const buttons = [...form.querySelectorAll('button')];
  buttons.forEach((b) => { b.disabled = true; });
  say('One moment…');
  try {
    await actions[action]();
  } catch (error) {
    say(sentences[error.code] ?? `Signing in failed (${error.code ?? error.message}).`);
  } finally {
    buttons.forEach((b) => { b.disabled = false; });
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  run('password');
});
form.querySelectorAll('button[type=button]').forEach((b) => b.addEventListener('click', () => run(b.value)));
form.querySelectorAll('button').forEach((b) => { b.disabled = false; });
