// The ghost of a picture: as it was before the last move, pale, over the picture as it is.

const GHOST_STYLE = `
img.course-ghost { position: absolute; opacity: 0.3; mix-blend-mode: multiply; pointer-events: none; object-fit: contain; }
body[data-jp-theme-light="false"] img.course-ghost { mix-blend-mode: lighten; }
`;

/** An image that is not there for a screen reader; `keep` makes it what another shows now. */
function ghostOf() {
  const ghost = document.createElement("img");
  ghost.className = "course-ghost";
  ghost.setAttribute("aria-hidden", "true");
  ghost.alt = "The state before the last move";
  ghost.hidden = true;
  ghost.keep = (image) => { [ghost.src, ghost.hidden] = [image.src, false]; };
  return ghost;
}
