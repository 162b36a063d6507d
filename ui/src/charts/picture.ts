/** A chart as a picture: the drawing with the colours of the page in it, so that it stands by itself. */

const CARRIED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const

const SPACE = 'http://www.w3.org/2000/svg'
const LINE = 18

/** The drawing as SVG text, with lines of text above it that say what it shows. */
export function asSvg(drawing: SVGSVGElement, lines: readonly string[]): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement
  carry(drawing, copy)
  const [width, height] = [drawing.clientWidth, drawing.clientHeight]
  const head = lines.length * LINE + 8
  const page = getComputedStyle(document.documentElement)
  const whole = document.createElementNS(SPACE, 'svg')
  whole.setAttribute('xmlns', SPACE)
  whole.setAttribute('width', String(width))
  whole.setAttribute('height', String(height + head))
  whole.setAttribute('viewBox', `0 0 ${width} ${height + head}`)
  const ground = document.createElementNS(SPACE, 'rect')
  ground.setAttribute('width', '100%')
  ground.setAttribute('height', '100%')
  ground.setAttribute('fill', page.getPropertyValue('--surface').trim())
  whole.append(ground)
  lines.forEach((line, place) => {
    const text = document.createElementNS(SPACE, 'text')
    text.setAttribute('x', '8')
    text.setAttribute('y', String(LINE * (place + 1)))
    text.setAttribute('fill', page.getPropertyValue(place === 0 ? '--text' : '--text-2').trim())
    text.setAttribute('font-family', 'sans-serif')
    text.setAttribute('font-size', '12')
    text.textContent = line
    whole.append(text)
  })
  copy.setAttribute('y', String(head))
  whole.append(copy)
  return new XMLSerializer().serializeToString(whole)
}

/** Writes what the style sheets say onto the copy: a picture has none. */
function carry(from: Element, to: Element): void {
  const style = getComputedStyle(from)
  for (const name of CARRIED) {
    const value = style.getPropertyValue(name)
    // A pattern is named by an address that only the attribute has in a form that travels.
    if (value !== '' && !value.startsWith('url(')) to.setAttribute(name, value)
  }
  to.removeAttribute('class')
  to.removeAttribute('style')
  for (const [place, child] of [...from.children].entries()) {
    const other = to.children[place]
    if (other !== undefined) carry(child, other)
  }
}

/** The picture as PNG, twice as fine as the page. */
export async function asPng(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * 2
  canvas.height = image.naturalHeight * 2
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the chart could not be drawn')) : resolve(blob))),
  )
}
