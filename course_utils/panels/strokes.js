// The strokes of `strokes.py` on a canvas, over the picture of what does not move.

/** The points of a row of ways, each in tenths of pixels from the one before. */
function pointsOf(ways) {
  const points = [];
  for (let i = 0, x = 0, y = 0; i < ways.length; i += 2) points.push([(x += ways[i] / 10), (y += ways[i + 1] / 10)]);
  return points;
}

/** The path of a stroke; each point of a curve has the curve's letter. */
function pathOf({ points: ways, codes }) {
  const path = new Path2D(), points = pointsOf(ways);
  for (let i = 0; i < points.length; i++) {
    const code = codes?.[i] ?? (i ? "L" : "M");
    if (code === "M") path.moveTo(...points[i]);
    else if (code === "L") path.lineTo(...points[i]);
    else if (code === "Q") path.quadraticCurveTo(...points[i], ...points[++i]);
    else if (code === "C") path.bezierCurveTo(...points[i], ...points[++i], ...points[++i]);
    else path.closePath();
  }
  return path;
}

function drawStroke(context, stroke) {
  const path = pathOf(stroke), places = stroke.at ? pointsOf(stroke.at) : [[0, 0]];
  context.save();
  if (stroke.clip) {
    context.beginPath();
    context.rect(...stroke.clip);
    context.clip();
  }
  if (stroke.fill) context.fillStyle = stroke.fill;
  if (stroke.line) {
    [context.strokeStyle, context.lineWidth] = [stroke.line, stroke.width];
    [context.lineCap, context.lineJoin] = [stroke.cap, stroke.join];
    context.setLineDash(stroke.dash ?? []);
  }
  for (const [x, y] of places) {
    context.translate(x, y);
    if (stroke.fill) context.fill(path);
    if (stroke.line) context.stroke(path);
    context.translate(-x, -y);
  }
  context.restore();
}

/** A canvas over a picture; `show(strokes)` draws them over the ground, and `rest()` takes the canvas away. */
function sketchOver(address) {
  const canvas = document.createElement("canvas"), ground = new Image();
  canvas.className = "course-sketch";
  canvas.setAttribute("aria-hidden", "true");
  canvas.style.cssText = "position: absolute; left: 0; top: 0; width: 100%; height: 100%; pointer-events: none; filter: var(--course-night, none);"; // as the PNG, on a dark page
  canvas.hidden = true;
  ground.onload = () => { [canvas.width, canvas.height] = [ground.naturalWidth, ground.naturalHeight]; };
  ground.src = address;
  canvas.show = (strokes) => {
    if (!canvas.width || !ground.complete || !strokes.length) return;
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(ground, 0, 0);
    for (const stroke of strokes) drawStroke(context, stroke);
    canvas.hidden = false;
  };
  canvas.rest = () => { canvas.hidden = true; };
  return canvas;
}
