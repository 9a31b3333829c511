// What the networks have learnt: the decision of each over the plane (or its answers to digits), and both losses.

const CELLS = 32, COLUMNS = 6;

const channels = (hex) => (hex.length === 4 ? [1, 2, 3].map((i) => 17 * parseInt(hex[i], 16)) : [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
const rgbOf = (colour) => (colour.startsWith("#") ? channels(colour) : (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number));

/** The decision as shades of the two classes' colours, pale where the network is unsure, and the points over it. */
function drawPlane(canvas, values, scene, theme) {
  const side = canvas.clientWidth || 150, context = sharpened(canvas, side, side);
  const image = new ImageData(CELLS, CELLS), surface = rgbOf(theme.surface), colours = theme.classes.map(rgbOf);
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const chance = values[cell] / 255, sure = 0.62 * Math.min(1, 2.4 * Math.abs(chance - 0.5)), colour = colours[chance > 0.5 ? 1 : 0];
    const row = CELLS - 1 - Math.floor(cell / CELLS), place = 4 * (row * CELLS + (cell % CELLS));
    for (let i = 0; i < 3; i++) image.data[place + i] = surface[i] + sure * (colour[i] - surface[i]);
    image.data[place + 3] = 255;
  }
  const small = new OffscreenCanvas(CELLS, CELLS);
  small.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, 0, 0, side, side);
  scene.points.forEach(([x, y], i) => {
    context.beginPath();
    context.arc(side * (0.5 + x / scene.reach / 2), side * (0.5 - y / scene.reach / 2), side / 66, 0, 7);
    context.fillStyle = theme.classes[scene.labels[i]];
    context.strokeStyle = theme.surface;
    context.lineWidth = side / 150;
    context.fill();
    context.stroke();
  });
}

/** Test digits, the wrong ones crossed out with what the network takes them for. */
function drawDigits(canvas, values, scene, theme, colour) {
  const side = canvas.clientWidth || 150, context = sharpened(canvas, side, side);
  const cell = side / COLUMNS, top = (side - cell * Math.ceil(scene.images.length / COLUMNS)) / 2;
  scene.images.forEach((pixels, i) => {
    const small = new OffscreenCanvas(8, 8), image = new ImageData(8, 8);
    pixels.forEach((grey, k) => image.data.set([grey, grey, grey, 255], 4 * k));
    small.getContext("2d").putImageData(image, 0, 0);
    const x = (i % COLUMNS) * cell, y = top + Math.floor(i / COLUMNS) * cell, right = values[i] === scene.labels[i];
    context.imageSmoothingEnabled = false;
    context.globalAlpha = right ? 1 : 0.22;
    context.drawImage(small, x + 1, y + 1, cell - 2, cell - 2);
    context.globalAlpha = 1;
    if (right) return;
    context.fillStyle = colour;
    context.font = `600 ${0.62 * cell}px ${theme.font}`;
    [context.textAlign, context.textBaseline] = ["center", "middle"];
    context.fillText(String(values[i]), x + cell / 2, y + cell / 2 + 1);
  });
}

function drawView(canvas, values, scene, theme, kind) {
  if (scene.kind === "digits") drawDigits(canvas, values, scene, theme, theme.kinds[kind]);
  else if (scene.points) drawPlane(canvas, values, scene, theme);
}

/** Both losses over the steps, the last run's as a ghost, and the loss of guessing as a dotted line. */
function drawLosses(canvas, shown, theme, size) {
  const width = canvas.clientWidth || 320, height = canvas.parentElement.dataset.height * size;
  const context = sharpened(canvas, width, height), pad = { left: 30 * size, right: 8, top: 8, bottom: 20 * size };
  const highest = 1.6 * shown.guessing;
  const x = (step) => pad.left + (step / shown.steps) * (width - pad.left - pad.right);
  const y = (loss) => pad.top + (1 - Math.min(loss, highest) / highest) * (height - pad.top - pad.bottom);
  const text = (words, at, up, align) => { [context.textAlign, context.textBaseline] = [align, "middle"]; context.fillText(words, at, up); };
  context.font = `${11 * size}px ${theme.font}`;
  context.fillStyle = theme.soft;
  context.strokeStyle = theme.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(pad.left, pad.top); context.lineTo(pad.left, y(0)); context.lineTo(width - pad.right, y(0));
  context.stroke();
  text("0", pad.left - 5, y(0), "right");
  text(String(Math.round(10 * shown.guessing) / 10), pad.left - 5, y(shown.guessing), "right");
  text("0", x(0), height - 8 * size, "left");
  text(`step ${shown.steps}`, width - pad.right, height - 8 * size, "right");
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(pad.left, y(shown.guessing)); context.lineTo(width - pad.right, y(shown.guessing));
  context.stroke();
  text("guessing", width - pad.right, y(shown.guessing) - 8 * size, "right");
  const curve = (losses, colour, wide, dash, alpha) => {
    context.beginPath();
    let mean = null;
    losses.forEach((loss, i) => {
      if (loss === null) return;
      mean = mean === null ? loss : 0.7 * mean + 0.3 * loss;
      context[i ? "lineTo" : "moveTo"](x(i + 1), y(mean));
    });
    [context.strokeStyle, context.lineWidth, context.globalAlpha] = [colour, wide * size, alpha];
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  };
  curve(shown.ghost ?? [], theme.soft, 1.4, [], 0.45);
  curve(shown.losses.twin, theme.kinds.plain, 2, [6, 4], 1);
  curve(shown.losses.yours, theme.kinds.residual, 2.4, [], 1);
}
