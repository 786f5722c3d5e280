// Serves the built clients.

import { Module } from '@nestjs/common';

import { PagesController } from './pages.controller.js';
import { PublicFiles } from './public-files.js';

@Module({ controllers: [PagesController], providers: [PublicFiles] })
export class PagesModule {}
