// From the data of a client's frame to a checked one, without awaiting: frames start in the order in which they came.

import { getMetadataStorage, validateSync } from 'class-validator';

import { invalidFields } from '../common/validation.js';
import {
  FilterDto,
  HelloDto,
  InboxDto,
  RefreshDto,
  SendDto,
  SyncDto,
  TypingDto,
  UnwatchDto,
  UpToDto,
  WatchDto,
} from './frames-dto.js';

type FrameClass = new () => object;

/** Frames without data of their own (`ping`, `pong`) have no class. */
const CLASSES: Readonly<Partial<Record<string, FrameClass>>> = {
  hello: HelloDto,
  send: SendDto,
  received: UpToDto,
  read: UpToDto,
  typing: TypingDto,
  watch: WatchDto,
  unwatch: UnwatchDto,
  sync: SyncDto,
  inbox: InboxDto,
  refresh: RefreshDto,
};

/** Members that hold a class of their own. */
const NESTED: Readonly<Partial<Record<string, FrameClass>>> = { inbox: FilterDto, filter: FilterDto };

const MEMBERS = new Map<FrameClass, readonly string[]>();

/**
 * The data of a frame, checked, without what its class does not know. Of an event without a class: as it came.
 * Throws `invalid`, which names members and never values.
 */
export function readFrameData(event: string, data: object): object {
  const Frame = Object.hasOwn(CLASSES, event) ? CLASSES[event] : undefined;
  if (!Frame) return data;
  const frame = fill(Frame, data);
  const errors = validateSync(frame, { forbidUnknownValues: true, validationError: { target: false, value: false } });
  if (errors.length > 0) throw invalidFields(errors);
  return frame;
}

/** By hand and one level deep: the general transformer would walk through whatever a client nests. */
function fill(Frame: FrameClass, data: object): object {
  const frame = new Frame();
  for (const name of membersOf(Frame)) {
    if (!Object.hasOwn(data, name)) continue;
    const value: unknown = Reflect.get(data, name);
    const Inner = NESTED[name];
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    Reflect.set(frame, name, Inner && isObject ? fill(Inner, value) : value);
  }
  return frame;
}

/** The members that a class has checks for. */
function membersOf(Frame: FrameClass): readonly string[] {
  let members = MEMBERS.get(Frame);
  if (!members) {
    const checks = getMetadataStorage().getTargetValidationMetadatas(Frame, '', true, false);
    members = [...new Set(checks.map((check) => check.propertyName))];
    MEMBERS.set(Frame, members);
  }
  return members;
}
