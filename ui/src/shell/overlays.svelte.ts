class Overlays {
  isPaletteOpen = $state(false)
  isKeySheetOpen = $state(false)
}

/** The overlays of the frame, opened from keys, buttons and commands. */
export const overlays = new Overlays()
