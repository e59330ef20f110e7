/**
 * The implementation behind the protocol without a process between, for tests.
 *
 * @module
 */

import type { Link } from "../adapter_process.ts";
import { KernelHost } from "../kernel_host.ts";
import { type Answer, capabilitiesOf, type Request } from "../protocol.ts";

/**
 * A link to the implementation.
 *
 * @param spoil What an answer is changed to; none is by default.
 */
export function directLink(
  spoil: (request: Request, answer: Answer) => Answer = (_, answer) => answer,
): Link {
  const host = new KernelHost();
  const answer = (request: Request) => host.answer({ id: 1, ...request }) as Answer;
  let asked = 1;
  let op = "hello";
  return {
    capabilities: capabilitiesOf(answer({ op, version: 1 })),
    get asked() {
      return `request ${asked} (${op})`;
    },
    ask(request) {
      asked++;
      op = request.op;
      return Promise.resolve(spoil(request, answer(request)));
    },
  };
}
