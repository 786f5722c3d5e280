// Mail, where a mail server is configured. Plain text, short waits, nothing of the content in the log.

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';

import { Config } from '../config/config.js';

/** One mail to one person. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

const WAIT_MS = 10_000;

@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter | null;
  private readonly from: string;

  constructor({ mail }: Config) {
    const waits = { connectionTimeout: WAIT_MS, greetingTimeout: WAIT_MS, socketTimeout: WAIT_MS };
    this.from = mail.from;
    this.transport =
      mail.smtpUrl === null
        ? null
        : createTransport({ url: mail.smtpUrl, ...waits, disableFileAccess: true, disableUrlAccess: true });
  }

  /** False: links are handed out by the CLI, or to who invites. */
  get canSend(): boolean {
    return this.transport !== null;
  }

  /** Rejects when the mail server does not take it. */
  async send(mail: Mail): Promise<void> {
    await this.transport?.sendMail({ ...mail, from: this.from });
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }
}
