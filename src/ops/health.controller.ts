// Liveness on the public port: answers as long as the process can, and says nothing of what it depends on.

import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

export class LiveAnswer {
  @ApiProperty({ enum: ['ok'] })
  status = 'ok' as const;
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  @Get('live')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ type: LiveAnswer })
  live(): LiveAnswer {
    return new LiveAnswer();
  }
}
