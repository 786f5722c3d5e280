// Addresses of the console's pages that people reach by mail. The secret stands after `#`: browsers send it to no server.

/** Page on which an agent sets a new password. */
export function resetLink(publicUrl: string, token: string): string {
  return `${publicUrl}/console#/reset-password/${token}`;
}

/** Page on which an invitation is accepted. */
export function invitationLink(publicUrl: string, token: string): string {
  return `${publicUrl}/console#/invitations/${token}`;
}
