import '@fontsource-variable/inter/wght.css'
import 'uplot/dist/uPlot.min.css'
import { mount } from 'svelte'
import App from './App.svelte'
import './styles/tokens.css'
import './styles/base.css'
import './styles/overlays.css'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no element "app"')

mount(App, { target })
