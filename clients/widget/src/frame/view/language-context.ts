// The language that every component speaks, without being handed down.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { chooseLanguage, type Language } from '../words/language.js';

export const LanguageContext = createContext<Language>(chooseLanguage([]));

export const useLanguage = (): Language => useContext(LanguageContext);
