// A worker that cannot do what it is told first, and does not answer any more from then on.

let told = false;
const scope = globalThis as unknown as {
  onmessage: () => void;
  postMessage(report: unknown): void;
};
scope.onmessage = () => {
  if (!told) scope.postMessage({ kind: "error", message: "out of order" });
  told = true;
};
