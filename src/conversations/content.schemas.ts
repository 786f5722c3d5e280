// Content and events as OpenAPI shows them.

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import {
  type ActorRole,
  type EventType,
  FIELD_LIMITS,
  type FileContent,
  type Money,
  type OrderCard,
  type OrderContent,
  type OrderItem,
  type ProductCard,
  type ProductContent,
  type TextContent,
  WIRE_LIMITS,
} from '../protocol/index.js';

class MoneySchema implements Money {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: FIELD_LIMITS.moneyMax, description: 'In minor units (cents)' })
  amount!: number;

  @ApiProperty({ pattern: '^[A-Z]{3}$', example: 'EUR' })
  currency!: string;
}

class TextContentSchema implements TextContent {
  @ApiProperty({ enum: ['text'] })
  kind!: 'text';

  @ApiProperty({ minLength: 1, maxLength: WIRE_LIMITS.textLength })
  text!: string;
}

class FileContentSchema implements FileContent {
  @ApiProperty({ enum: ['image', 'file'] })
  kind!: 'image' | 'file';

  @ApiProperty({ maxLength: FIELD_LIMITS.fallbackLength, description: 'A line for clients that do not know the kind' })
  fallback!: string;

  @ApiProperty({ format: 'uuid', description: 'From `POST /v1/files`, uploaded by the same principal' })
  file!: string;

  @ApiProperty({ maxLength: FIELD_LIMITS.fileNameLength, description: 'As uploaded, whatever is sent' })
  name!: string;

  @ApiProperty({ type: 'integer', description: 'Bytes; as uploaded, whatever is sent' })
  size!: number;

  @ApiProperty({ maxLength: FIELD_LIMITS.mimeLength, description: 'As found in the bytes, whatever is sent' })
  mime!: string;

  @ApiPropertyOptional({ type: 'integer' })
  width?: number;

  @ApiPropertyOptional({ type: 'integer' })
  height?: number;
}

class ProductCardSchema implements ProductCard {
  @ApiProperty({ maxLength: FIELD_LIMITS.idLength })
  id!: string;

  @ApiProperty({ maxLength: FIELD_LIMITS.titleLength })
  title!: string;

  @ApiProperty({ type: MoneySchema })
  price!: MoneySchema;

  @ApiProperty({ format: 'uri', maxLength: FIELD_LIMITS.urlLength, description: 'https only' })
  url!: string;

  @ApiPropertyOptional({ format: 'uri', maxLength: FIELD_LIMITS.urlLength, description: 'https only' })
  image?: string;
}

class ProductContentSchema implements ProductContent {
  @ApiProperty({ enum: ['product'] })
  kind!: 'product';

  @ApiProperty({ maxLength: FIELD_LIMITS.fallbackLength })
  fallback!: string;

  @ApiProperty({ type: ProductCardSchema })
  product!: ProductCardSchema;

  @ApiPropertyOptional({ readOnly: true, description: 'false: a shopper sent it unsigned' })
  verified?: boolean;
}

class OrderItemSchema implements OrderItem {
  @ApiProperty({ maxLength: FIELD_LIMITS.titleLength })
  title!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  quantity!: number;
}

class OrderCardSchema implements OrderCard {
  @ApiProperty({ maxLength: FIELD_LIMITS.idLength })
  id!: string;

  @ApiProperty({ maxLength: FIELD_LIMITS.orderNumberLength })
  number!: string;

  @ApiProperty({ maxLength: FIELD_LIMITS.orderStatusLength })
  status!: string;

  @ApiProperty({ type: MoneySchema })
  total!: MoneySchema;

  @ApiPropertyOptional({ format: 'uri', maxLength: FIELD_LIMITS.urlLength, description: 'https only' })
  url?: string;

  @ApiPropertyOptional({ type: [OrderItemSchema], maxItems: FIELD_LIMITS.orderItems })
  items?: OrderItemSchema[];
}

class OrderContentSchema implements OrderContent {
  @ApiProperty({ enum: ['order'] })
  kind!: 'order';

  @ApiProperty({ maxLength: FIELD_LIMITS.fallbackLength })
  fallback!: string;

  @ApiProperty({ type: OrderCardSchema })
  order!: OrderCardSchema;

  @ApiPropertyOptional({ readOnly: true, description: 'false: a shopper sent it unsigned' })
  verified?: boolean;
}

/** All kinds of content. */
export const CONTENT_SCHEMAS = [TextContentSchema, FileContentSchema, ProductContentSchema, OrderContentSchema];

const EVENT_TYPES: readonly EventType[] = [
  'opened',
  'message',
  'note',
  'edit',
  'recall',
  'status',
  'assignment',
  'priority',
  'tags',
  'rating',
];
const ROLES: readonly ActorRole[] = ['agent', 'customer', 'api', 'system'];

class ActorSchema {
  @ApiProperty({ enum: ROLES })
  role!: ActorRole;

  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;
}

class CountsSchema {
  @ApiProperty({ type: 'integer' })
  customer!: number;

  @ApiProperty({ type: 'integer' })
  shop!: number;
}

class EventSchema {
  @ApiProperty({ format: 'uuid' })
  conversation!: string;

  @ApiProperty({ type: 'integer' })
  seq!: number;

  @ApiProperty({ type: 'integer', description: '`seq` of the event before it that the caller may see' })
  after!: number;

  @ApiProperty({ enum: EVENT_TYPES, description: 'Each type carries members of its own: see the protocol, section 5' })
  type!: EventType;

  @ApiProperty({ type: ActorSchema })
  by!: ActorSchema;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiPropertyOptional({ format: 'uuid' })
  id?: string;

  @ApiProperty({ type: CountsSchema })
  counts!: CountsSchema;
}

export class EventsPageSchema {
  @ApiProperty({ format: 'uuid' })
  conversation!: string;

  @ApiProperty({ type: 'integer' })
  after!: number;

  @ApiProperty({ type: [EventSchema], description: 'In rising order' })
  events!: EventSchema[];

  @ApiProperty({ type: 'integer', description: 'End of the log for the caller' })
  last!: number;

  @ApiProperty({ description: "Whether there is more in the page's direction" })
  more!: boolean;
}
