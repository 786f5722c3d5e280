// What a message can hold. The server stores known members only; a kind that a client does not know is shown by its `fallback`.

/** An amount of money: whole minor units (cents) of an ISO 4217 currency. */
export interface Money {
  amount: number;
  currency: string;
}

/** Plain text. */
export interface TextContent {
  kind: 'text';
  text: string;
}

/** A file uploaded by the same principal for the same shop. Pixels are given for images. */
export interface FileContent {
  kind: 'image' | 'file';
  fallback: string;
  file: string;
  name: string;
  /** Bytes. */
  size: number;
  mime: string;
  width?: number;
  height?: number;
}

/** A product of the shop. */
export interface ProductCard {
  id: string;
  title: string;
  price: Money;
  /** https only. */
  url: string;
  /** https only. */
  image?: string;
}

/** One line of an order. */
export interface OrderItem {
  title: string;
  quantity: number;
}

/** An order of the customer. */
export interface OrderCard {
  id: string;
  number: string;
  status: string;
  total: Money;
  /** https only. */
  url?: string;
  items?: OrderItem[];
}

/** A product card. `verified` is set by the server: false when a shopper sent it unsigned. */
export interface ProductContent {
  kind: 'product';
  fallback: string;
  product: ProductCard;
  verified?: boolean;
}

/** An order card. `verified` as in {@link ProductContent}. */
export interface OrderContent {
  kind: 'order';
  fallback: string;
  order: OrderCard;
  verified?: boolean;
}

/** Content of a message, told apart by `kind`. */
export type Content = TextContent | FileContent | ProductContent | OrderContent;

/** Name of a kind of content. */
export type ContentKind = Content['kind'];

/** Kinds that this version stores. Others are `unsupported`. */
export const CONTENT_KINDS = ['text', 'image', 'file', 'product', 'order'] as const;

/** The one line that lists and notifications show for a content. */
export function previewOf(content: Content): string {
  return content.kind === 'text' ? content.text : content.fallback;
}
