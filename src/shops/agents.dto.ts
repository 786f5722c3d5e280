// Bodies of the calls about a shop's people: registration, invitations, roles, presence.

import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

import { EmailField, LineField, NewPasswordField, PasswordField } from '../auth/fields.js';
import {
  type AcceptInvitationRequest,
  AGENT_STATES,
  type AgentState,
  FIELD_LIMITS,
  type InvitationRequest,
  type RegisterRequest,
  SHOP_ROLES,
  type ShopRole,
} from '../protocol/index.js';

export class RegisterDto implements RegisterRequest {
  @EmailField()
  email!: string;

  @NewPasswordField()
  password!: string;

  @LineField(FIELD_LIMITS.nameLength)
  name!: string;

  /** Name of the new shop. */
  @LineField(FIELD_LIMITS.shopNameLength)
  shop!: string;
}

export class RoleDto {
  @ApiProperty({ enum: SHOP_ROLES })
  @IsIn(SHOP_ROLES)
  role!: ShopRole;
}

export class InvitationDto extends RoleDto implements InvitationRequest {
  @EmailField()
  email!: string;
}

export class AcceptInvitationDto implements AcceptInvitationRequest {
  /** Of a new account; who has one keeps its name. */
  @LineField(FIELD_LIMITS.nameLength)
  name!: string;

  /** A new one, or that of the account which the e-mail has. */
  @PasswordField()
  password!: string;
}

export class PresenceDto {
  @ApiProperty({ enum: AGENT_STATES })
  @IsIn(AGENT_STATES)
  state!: AgentState;
}
