// Types of what Vite lets a module import: styles and other assets.
/// <reference types="vite/client" />
