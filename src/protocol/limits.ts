// Every named limit of the wire with its default. The server may be configured otherwise; `welcome.limits` tells the numbers in force.

/** Limits that a client is told in `welcome.limits`. */
export interface WireLimits {
  /** Largest client frame after `welcome`, bytes. */
  frameBytes: number;
  /** Largest client frame before `welcome`, bytes. */
  helloFrameBytes: number;
  /** Largest server frame, bytes. */
  serverFrameBytes: number;
  /** Longest text of a message, note or comment, UTF-16 units. */
  textLength: number;
  /** Frames a second of one connection, averaged (answers to pings are free). */
  framesPerSecond: number;
  /** Frames that may come at once. */
  framesBurst: number;
  /** Sends of one connection that may be unanswered at a time. */
  unansweredSends: number;
  /** Conversations that one connection may watch. */
  watched: number;
  /** Events of one page, at most. */
  pageEvents: number;
  /** Bytes of one page, at most. */
  pageBytes: number;
  /** Bytes that may wait for a slow socket. */
  outQueueBytes: number;
  /** Connections of one principal on one node. */
  connectionsPerPrincipal: number;
}

/** Defaults of {@link WireLimits}. */
export const WIRE_LIMITS: Readonly<WireLimits> = {
  frameBytes: 64 * 1024,
  helloFrameBytes: 32 * 1024,
  serverFrameBytes: 512 * 1024,
  textLength: 10_000,
  framesPerSecond: 20,
  framesBurst: 60,
  unansweredSends: 16,
  watched: 200,
  pageEvents: 200,
  pageBytes: 256 * 1024,
  outQueueBytes: 1024 * 1024,
  connectionsPerPrincipal: 10,
};

/** Bounds of single fields, UTF-16 units unless the name says otherwise. */
export const FIELD_LIMITS = {
  /** A client-made id that can still be answered by `reject`. */
  idLength: 64,
  deviceLength: 64,
  clientLength: 64,
  tokenLength: 8192,
  nameLength: 120,
  emailLength: 254,
  phoneLength: 40,
  passwordMin: 10,
  passwordMax: 256,
  shopNameLength: 120,
  titleLength: 300,
  urlLength: 2048,
  fallbackLength: 500,
  fileNameLength: 255,
  mimeLength: 127,
  orderItems: 50,
  orderNumberLength: 64,
  orderStatusLength: 64,
  tags: 20,
  tagLength: 50,
  mentions: 20,
  commentLength: 2000,
  attributes: 50,
  attributeLength: 500,
  contextBytes: 8 * 1024,
  origins: 20,
  /** Characters of a message that an inbox row shows. */
  previewLength: 200,
  ratingMin: 1,
  ratingMax: 5,
  /** Largest whole number of a money amount, in minor units. */
  moneyMax: 1_000_000_000_000,
} as const;

/** Times of the wire in milliseconds. */
export const TIMES = {
  /** A connection must say `hello` within this time, else 4007. */
  helloMs: 10_000,
  /** The server pings this often. */
  pingIntervalMs: 25_000,
  /** The first ping comes after a random time between this and `pingIntervalMs`. */
  firstPingMinMs: 12_000,
  /** A connection without any frame for this long is dead (4006). */
  deadAfterMs: 35_000,
  /** A client that heard nothing for this long reconnects. */
  clientSilentMs: 45_000,
  /** A client's probe after a wake-up waits this long for an answer. */
  probeMs: 3_000,
  /** Connect plus `welcome` may take this long. */
  connectMs: 8_000,
  /** The server answers a send within this time or says `unavailable`. */
  sendAnswerMs: 4_000,
  /** A client resends an unanswered send once after this time. */
  resendMs: 6_000,
  /** A client with unanswered sends and no sign of life for this long reconnects. */
  noLifeMs: 10_000,
  /** A push that is not confirmed for this long is pushed once more. */
  repushMs: 10_000,
  /** A push that is not confirmed for this long closes the connection (4006). */
  unconfirmedMs: 30_000,
  /** A full out-queue for this long closes the connection (4008). */
  slowConsumerMs: 30_000,
  /** `received` and `read` are gathered for at most this time. */
  confirmMs: 1_000,
  /** `typing` ends by itself after this time. */
  typingMs: 6_000,
  /** A person is offline this long after the last session ended cleanly. */
  offlineAfterMs: 15_000,
  /** Every node compares the database with its connections at least this often. */
  compareMs: 5_000,
  /** A right that could not be confirmed for this long counts as none. */
  rightMs: 10_000,
  /** Changed inbox rows are looked for this far back, database time. */
  inboxWindowMs: 20_000,
  /** Inbox frames are gathered for at least this time (4 frames/s). */
  inboxGatherMs: 250,
  /** A drain ends after this time. */
  drainMs: 30_000,
  /** The shortest wait before a reconnect. */
  backoffMinMs: 500,
  /** The largest random part of a reconnect's wait. */
  backoffMaxMs: 20_000,
  /** A connection that lasted this long resets the backoff. */
  goodConnectionMs: 60_000,
  /** A replaced connection comes back after this time, if at all. */
  replacedMs: 5_000,
  /** An own message may be edited for this long. */
  editMs: 15 * 60_000,
  /** Life of an access token. */
  accessTokenMs: 10 * 60_000,
  /** `expiring` comes this long before a token's end. */
  expiringMs: 60_000,
  /** A connection that keeps over its rate for this long is closed with 4013. */
  floodMs: 10_000,
} as const;

/** A default page of the log. */
export const DEFAULT_PAGE = 50;
