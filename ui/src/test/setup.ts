import '@testing-library/jest-dom/vitest'
import { setLocale } from '../format'

setLocale('en-US')
