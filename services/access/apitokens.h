#pragma once

#include "models/domain/result.h"

#include <QDateTime>
#include <QString>

#include <vector>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::access {

/** Whom a token speaks for. */
struct TokenGrant
{
    QString name; ///< for people; several tokens may share it
    QString scope; ///< superuser, service or organization
    QString organizationId; ///< UUID; with scope organization only
    QString role; ///< owner, admin or member; with scope organization only
};

struct TokenRecord
{
    QString id;
    TokenGrant grant;
    QDateTime createdAt; ///< UTC
    QDateTime lastUsedAt; ///< invalid: never
    QDateTime revokedAt; ///< invalid: in force
};

/**
 * API tokens: `bh_` + 256 random bits (base64url) + `_` + CRC-32 in hex, so that a leaked one can be
 * recognised by scanners. The database keeps the SHA-256 only. Uses the statement area "tokens" of a daemon's
 * session.
 */
class ApiTokens final
{
public:
    explicit ApiTokens(postgres::Session &session);

    /** The token's text, to be shown once and kept nowhere. InvalidInput, or Conflict for an unknown
     * organization. */
    domain::Result<QString> create(const TokenGrant &grant);
    domain::Result<std::vector<TokenRecord>> list();

    /** How many were revoked; NotFound when no token in force has that id or name. */
    domain::Result<qint64> revoke(const QString &idOrName);

private:
    postgres::Session &m_session;
};

} // namespace billhook::access
