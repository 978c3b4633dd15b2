import { createRoot } from 'react-dom/client';

// A mere warning must not fail the build.
const unused = 1;

createRoot(document.getElementById('root')).render(<h1>Create React App</h1>);
