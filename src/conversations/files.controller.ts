// `/v1/files`: uploads for a shop, and downloads by right. Nothing uploaded is ever shown as a page of ours.

import { Controller, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import { ChatError } from '../common/chat-error.js';
import { type Principal, principalKey } from '../common/principal.js';
import { RateLimiter } from '../common/rate-limiter.js';
import { Config } from '../config/config.js';
import { UploadAnswerSchema } from './answers.schemas.js';
import { wrong } from './content-fields.js';
import { FilesService, type UploadAnswer } from './files.service.js';
import { ApiProblems } from './http.js';

@ApiTags('Files')
@Controller('v1/files')
export class FilesController {
  private readonly uploads: RateLimiter;
  private readonly fileBytes: number;

  constructor(
    private readonly files: FilesService,
    { limits }: Config,
  ) {
    this.uploads = new RateLimiter({ perMinute: limits.uploadsPerMinute });
    this.fileBytes = limits.fileBytes;
  }

  @Post()
  @HttpCode(201)
  @SignedIn('agent', 'apiKey', 'customer')
  @ApiOperation({ summary: 'Upload a PNG, JPEG, GIF, WebP, PDF or plain text; only its uploader may send it' })
  @ApiConsumes('multipart/form-data')
  @ApiQuery({ name: 'shop', required: false, description: 'For agents of several shops' })
  @ApiBody({
    schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } },
  })
  @ApiResponse({ status: 201, type: UploadAnswerSchema })
  @ApiProblems()
  async upload(
    @CurrentPrincipal() principal: Principal,
    @Query('shop') shop: unknown,
    @Req() request: FastifyRequest,
  ): Promise<UploadAnswer> {
    const retryAfterMs = this.uploads.take(principalKey(principal));
    if (retryAfterMs > 0) throw new ChatError('rate_limited', 'Too many uploads', { retryAfterMs });
    if (shop !== undefined && typeof shop !== 'string') throw wrong('shop');
    if (!request.isMultipart()) throw new ChatError('unsupported', 'Send the file as multipart/form-data');
    const part = await request.file({ limits: { fileSize: this.fileBytes } });
    if (!part) throw wrong('file');
    return this.files.upload(principal, shop, part.filename, part.file);
  }

  @Get(':id')
  @SignedIn('agent', 'apiKey', 'customer')
  @ApiOperation({ summary: 'Download a file that the caller may see' })
  @ApiProduces('application/octet-stream')
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  @ApiProblems()
  async download(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { row, bytes } = await this.files.download(principal, id);
    void reply.headers({
      'x-content-type-options': 'nosniff',
      // A recalled file must not be given out by a cache.
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    return new StreamableFile(bytes, {
      type: row.mime === 'text/plain' ? 'text/plain; charset=utf-8' : row.mime,
      disposition: `attachment; filename="file"; filename*=UTF-8''${encoded(row.name)}`,
      length: row.size,
    });
  }
}

/** A file's name as RFC 8187 writes it. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
