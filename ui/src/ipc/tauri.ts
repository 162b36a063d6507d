import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Event } from './generated/Event'
import type { Transport } from './transport'

/** The desktop shell: one command, one event channel, file dialogs, files dropped onto the window. */
export function tauriTransport(): Transport {
  return {
    call: (command, request) => invoke('rpc', { command, request }),
    listen(onEvent) {
      const stopping = listen<Event>('showback://event', (event) => onEvent(event.payload))
      return () => void stopping.then((stop) => stop())
    },
    pickFile: (kind, isNew) => invoke<string | null>('pick_file', { kind, save: isNew }),
    pickLogs: () => invoke<string[]>('pick_logs'),
    listenToDrops({ onhover, ondrop }) {
      const stopping = [
        listen('tauri://drag-enter', () => onhover(true)),
        listen('tauri://drag-leave', () => onhover(false)),
        listen<{ paths: string[] }>('tauri://drag-drop', ({ payload }) => {
          onhover(false)
          ondrop(payload.paths)
        }),
      ]
      return () => stopping.forEach((one) => void one.then((stop) => stop()))
    },
  }
}
