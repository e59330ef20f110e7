/**
 * The implementation: what a kernel would port, on real bytes.
 *
 * It embodies the `hardened` design. The controller works on rings and lists of the kernel's; the
 * provider authors every address of data in the validated model, and none in the brokered one.
 *
 * Reading order:
 *
 * 1. `refusal.ts`: every reason to say no. `slot_table.ts`, `ledger.ts`: grants and their generations.
 * 2. `address_window.ts`, `data_pointer.ts`, `extent_check.ts`: which bytes an entry names, and
 *    whether they are granted.
 * 3. `allowed_commands.ts`, `command_check.ts`, `scan.ts`, `batch.ts`, `publication.ts`: from a
 *    doorbell to entries that the controller may fetch.
 * 4. `queue.ts`, `queue_set.ts`, `queue_effects.ts`, `session.ts`: queues, and the life of a claim.
 * 5. `validated_path.ts`, `brokered_path.ts` with `intent.ts`: what a provider holds.
 * 6. `completion_gate.ts`, `retirement.ts`: what comes back, and how a grant ends.
 * 7. `kernel.ts`, `probe.ts`: all of it together. `example.ts` runs it.
 *
 * The simulated controller (`simulated_controller.ts` and its parts), `bus.ts`, `iommu.ts`, `disk.ts`
 * and `memory.ts` stand in for hardware; `assembly.ts` puts a host together, `validated_driver.ts` is a
 * correct provider.
 *
 * A claim is one life of the controller: a provider that clears CC.EN ends its claim, and its windows
 * with it, and claims anew if it wants to go on.
 *
 * What the controller may write is disjoint from what controls it, by construction: rings and list
 * copies are frames of the kernel's, and no window contains one. What is not covered: a controller that
 * moves more than it was asked to, which only an IOMMU contains.
 *
 * @module
 */

export * from "./addressing.ts";
export * from "./address_window.ts";
export * from "./assembly.ts";
export * from "./batch.ts";
export * from "./brokered_path.ts";
export * from "./bus.ts";
export * from "./completion_gate.ts";
export * from "./controller.ts";
export * from "./disk.ts";
export * from "./frames.ts";
export * from "./intent.ts";
export * from "./iommu.ts";
export * from "./issue_ledger.ts";
export * from "./kernel.ts";
export * from "./ledger.ts";
export * from "./memory.ts";
export * from "./platform.ts";
export * from "./probe.ts";
export * from "./provider_mapping.ts";
export * from "./queue.ts";
export * from "./queue_effects.ts";
export * from "./refusal.ts";
export * from "./register_access.ts";
export * from "./retirement.ts";
export * from "./scan.ts";
export * from "./session.ts";
export * from "./simulated_controller.ts";
export * from "./slot_table.ts";
export * from "./validated_driver.ts";
export * from "./validated_path.ts";
