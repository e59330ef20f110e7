/**
 * What a simulated controller does for each command.
 *
 * @module
 */

import {
  CNS,
  type CommandSet,
  COMPLETION_ENTRY_BYTES,
  deletedQueue,
  encodeControllerIdentity,
  encodeNamespaceIdentity,
  encodeNamespaceList,
  FEATURE,
  featureOf,
  IDENTIFY_BYTES,
  memoryPageBytes,
  OPC,
  readCreateCompletionQueue,
  readCreateSubmissionQueue,
  STATUS,
  type Status,
  SUBMISSION_ENTRY_BYTES,
  type SubmissionEntry,
  transferOf,
} from "../nvme/mod.ts";
import type { DeviceBus } from "./bus.ts";
import type { Disk } from "./disk.ts";
import { readData, readList, type Steps, writeData } from "./simulated_data.ts";
import {
  DeviceCompletionQueue,
  DeviceSubmissionQueue,
  type QueuePlace,
} from "./simulated_queue.ts";

/** The namespace that the disk is. */
export const NSID = 1;

/** What a command finds of the controller. */
export interface Device {
  readonly bus: DeviceBus;
  readonly disk: Disk;
  /** As CC.MPS said when the controller was enabled. */
  pageBytes: number;
  /** The most I/O queues of each kind. */
  readonly ioQueues: number;
  readonly mdts: number;
  /** The most entries of an I/O queue. */
  readonly queueEntries: number;
  readonly submissions: Map<number, DeviceSubmissionQueue>;
  readonly completions: Map<number, DeviceCompletionQueue>;
}

/** A command's end: its status, and the first dword of its completion. */
export interface Ended {
  readonly status: Status;
  readonly dw0: number;
}

const ended = (status: Status, dw0 = 0): Ended => ({ status, dw0 });

/** Works off an admin command. */
export function* runAdminCommand(device: Device, entry: SubmissionEntry): Steps<Ended> {
  switch (entry.opc) {
    case OPC.identify:
      return yield* identify(device, entry);
    case OPC.createCompletionQueue:
      return ended(yield* createCompletionQueue(device, entry));
    case OPC.createSubmissionQueue:
      return ended(yield* createSubmissionQueue(device, entry));
    case OPC.deleteSubmissionQueue: {
      const deleted = device.submissions.delete(deletedQueue(entry));
      return ended(deleted ? STATUS.success : STATUS.invalidQueueIdentifier);
    }
    case OPC.deleteCompletionQueue:
      return ended(deleteCompletionQueue(device, deletedQueue(entry)));
    case OPC.setFeatures:
    case OPC.getFeatures:
    case OPC.getLogPage:
      return yield* exchange(device, entry);
    case OPC.abort:
      // Bit 0 of the answer: the command was not aborted.
      return ended(STATUS.success, 1);
    default:
      return ended(STATUS.invalidOpcode);
  }
}

/** Works off a command of an I/O queue. */
export function* runNvmCommand(device: Device, entry: SubmissionEntry): Steps<Ended> {
  const { disk } = device;
  if (entry.nsid !== NSID) return ended(STATUS.invalidNamespace);
  if (entry.opc === OPC.flush) return ended(STATUS.success);
  if (entry.opc === OPC.datasetManagement) {
    const ranges = yield* readData(
      device.bus,
      entry,
      lengthOf("nvm", device, entry),
      device.pageBytes,
    );
    return ended(ranges === null ? STATUS.dataTransferError : STATUS.success);
  }
  const block = BigInt(entry.cdw10) | (BigInt(entry.cdw11) << 32n);
  const blocks = (entry.cdw12 & 0xffff) + 1;
  if (isTooLong(device, lengthOf("nvm", device, entry))) return ended(STATUS.invalidField);
  if (!disk.has(block, blocks)) return ended(STATUS.lbaOutOfRange);
  const at = Number(block) * disk.blockBytes;
  const length = blocks * disk.blockBytes;
  switch (entry.opc) {
    case OPC.read:
      return yield* answerWith(device, entry, disk.read(at, length));
    case OPC.write: {
      const data = yield* readData(device.bus, entry, length, device.pageBytes);
      if (data === null) return ended(STATUS.dataTransferError);
      disk.write(at, data);
      return ended(STATUS.success);
    }
    case OPC.compare: {
      const data = yield* readData(device.bus, entry, length, device.pageBytes);
      if (data === null) return ended(STATUS.dataTransferError);
      const stored = disk.read(at, length);
      const equal = data.every((byte, index) => byte === stored[index]);
      return ended(equal ? STATUS.success : STATUS.compareFailure);
    }
    case OPC.writeZeroes:
      disk.write(at, new Uint8Array(length));
      return ended(STATUS.success);
    case OPC.verify:
      return ended(STATUS.success);
    default:
      return ended(STATUS.invalidOpcode);
  }
}

function lengthOf(set: CommandSet, { disk }: Device, entry: SubmissionEntry): number {
  const transfer = transferOf(set, entry, disk.blockBytes);
  return transfer?.kind === "data" ? transfer.bytes : 0;
}

/** Whether a transfer is longer than Identify says that one may be. */
function isTooLong({ mdts }: Device, length: number): boolean {
  return mdts !== 0 && length > 2 ** mdts * memoryPageBytes(0);
}

/** Features and log pages: the right number of bytes, all of them zero, and nothing remembered. */
function* exchange(device: Device, entry: SubmissionEntry): Steps<Ended> {
  const length = lengthOf("admin", device, entry);
  if (isTooLong(device, length)) return ended(STATUS.invalidField);
  if (entry.opc === OPC.setFeatures && length > 0) {
    const data = yield* readData(device.bus, entry, length, device.pageBytes);
    return ended(data === null ? STATUS.dataTransferError : STATUS.success);
  }
  if (length > 0) return yield* answerWith(device, entry, new Uint8Array(length));
  // Numbers of queues are granted 0-based: submission queues below, completion queues above.
  const granted = (device.ioQueues - 1) * 0x1_0001;
  return ended(STATUS.success, featureOf(entry) === FEATURE.numberOfQueues ? granted : 0);
}

function* answerWith(device: Device, entry: SubmissionEntry, data: Uint8Array): Steps<Ended> {
  const moved = yield* writeData(device.bus, entry, data, device.pageBytes);
  return ended(moved ? STATUS.success : STATUS.dataTransferError);
}

function* identify(device: Device, entry: SubmissionEntry): Steps<Ended> {
  const data = identityOf(device, entry);
  if (data === null) return ended(STATUS.invalidField);
  return yield* answerWith(device, entry, data);
}

function identityOf({ disk, mdts }: Device, entry: SubmissionEntry): Uint8Array | null {
  switch (entry.cdw10 & 0xff) {
    case CNS.controller:
      return encodeControllerIdentity({
        serialNumber: "0001",
        modelNumber: "Simulated controller",
        firmwareRevision: "1.0",
        mdts,
        nn: 1,
      });
    case CNS.activeNamespaces:
      return encodeNamespaceList([NSID]);
    case CNS.namespace:
      if (entry.nsid !== NSID) return new Uint8Array(IDENTIFY_BYTES);
      return encodeNamespaceIdentity({
        nsze: BigInt(disk.blocks),
        blockBytes: disk.blockBytes,
        metadataBytes: 0,
      });
    default:
      return null;
  }
}

function* createCompletionQueue(device: Device, entry: SubmissionEntry): Steps<Status> {
  const queue = readCreateCompletionQueue(entry);
  const { qid, entries, vector } = queue;
  if (qid < 1 || qid > device.ioQueues || device.completions.has(qid)) {
    return STATUS.invalidQueueIdentifier;
  }
  if (entries < 2 || entries > device.queueEntries) return STATUS.invalidQueueSize;
  const place = yield* placeOf(device, queue, entries * COMPLETION_ENTRY_BYTES);
  if (place === null) return STATUS.dataTransferError;
  device.completions.set(qid, new DeviceCompletionQueue(qid, place, entries, vector));
  return STATUS.success;
}

function* createSubmissionQueue(device: Device, entry: SubmissionEntry): Steps<Status> {
  const queue = readCreateSubmissionQueue(entry);
  const { qid, entries, cqid } = queue;
  if (qid < 1 || qid > device.ioQueues || device.submissions.has(qid)) {
    return STATUS.invalidQueueIdentifier;
  }
  if (entries < 2 || entries > device.queueEntries) return STATUS.invalidQueueSize;
  if (cqid < 1 || !device.completions.has(cqid)) return STATUS.invalidCompletionQueue;
  const place = yield* placeOf(device, queue, entries * SUBMISSION_ENTRY_BYTES);
  if (place === null) return STATUS.dataTransferError;
  device.submissions.set(qid, new DeviceSubmissionQueue(qid, place, entries, cqid));
  return STATUS.success;
}

/** Where a new queue lies; `null` if the list of its pages could not be read. */
function* placeOf(
  { bus, pageBytes }: Device,
  { base, contiguous }: { base: bigint; contiguous: boolean },
  bytes: number,
): Steps<QueuePlace | null> {
  if (contiguous) return { base, pageBytes, pages: null };
  const pages = yield* readList(bus, base, Math.ceil(bytes / pageBytes), pageBytes);
  return pages === null ? null : { base, pageBytes, pages };
}

function deleteCompletionQueue(device: Device, qid: number): Status {
  if ([...device.submissions.values()].some((queue) => queue.cqid === qid)) {
    return STATUS.invalidQueueDeletion;
  }
  return device.completions.delete(qid) ? STATUS.success : STATUS.invalidQueueIdentifier;
}
