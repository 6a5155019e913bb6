#include "services/access/apitokens.h"

#include "services/postgres/session.h"

#include <QCryptographicHash>
#include <QRandomGenerator>
#include <QUuid>

#include <zlib.h>

#include <array>

namespace billhook::access {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

QByteArray newToken()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    QByteArray bits;
    for (const auto word : random) {
        bits.append(QByteArray::number(word, 16).rightJustified(8, '0'));
    }
    const QByteArray body = QByteArrayLiteral("bh_")
        + QByteArray::fromHex(bits).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    const auto *bytes = reinterpret_cast<const Bytef *>(body.constData());
    const auto checksum = crc32(0, bytes, static_cast<uInt>(body.size()));
    return body + '_' + QByteArray::number(static_cast<qulonglong>(checksum), 16).rightJustified(8, '0');
}

Error invalid(const QString &message)
{
    return { ErrorKind::InvalidInput, "invalid_token_grant", message.toStdString(), {} };
}

Result<void> validate(const TokenGrant &grant)
{
    if (grant.name.trimmed().isEmpty()) {
        return invalid(u"A token needs a name; say --name NAME."_s);
    }
    if (grant.scope != "organization"_L1) {
        return {};
    }
    if (QUuid::fromString(grant.organizationId).isNull()) {
        return invalid(u"\"%1\" is no organization id (a UUID)."_s.arg(grant.organizationId));
    }
    if (grant.role != "owner"_L1 && grant.role != "admin"_L1 && grant.role != "member"_L1) {
        return invalid(u"\"%1\" is no role; say owner, admin or member."_s.arg(grant.role));
    }
    return {};
}

} // namespace

ApiTokens::ApiTokens(postgres::Session &session)
    : m_session(session)
{ }

Result<QString> ApiTokens::create(const TokenGrant &grant)
{
    if (auto valid = validate(grant); !valid) {
        return valid.error();
    }
    const auto token = newToken();
    auto kept = m_session.execute(u"tokens/insert_token"_s,
        { { u":id"_s, QUuid::createUuid().toString(QUuid::WithoutBraces) },
            { u":name"_s, grant.name.trimmed() },
            { u":hash"_s, QCryptographicHash::hash(token, QCryptographicHash::Sha256) },
            { u":scope"_s, grant.scope }, { u":organization"_s, grant.organizationId },
            { u":role"_s, grant.role } });
    if (!kept) {
        return kept.error();
    }
    return QString::fromLatin1(token);
}

Result<std::vector<TokenRecord>> ApiTokens::list()
{
    return m_session.all<TokenRecord>(u"tokens/list_tokens"_s, {}, [](const postgres::Row &row) {
        const auto instant
            = [&](const char *column) { return row.isNull(column) ? QDateTime() : row.instant(column); };
        return TokenRecord{ row.text("id"),
            { row.text("name"), row.text("scope"), row.text("organization_id"), row.text("role") },
            instant("created_at"), instant("last_used_at"), instant("revoked_at") };
    });
}

Result<qint64> ApiTokens::revoke(const QString &idOrName)
{
    auto revoked = m_session.execute(u"tokens/revoke_token"_s, { { u":word"_s, idOrName } });
    if (revoked && *revoked == 0) {
        return Error{ ErrorKind::NotFound, "no_such_token",
            u"No token in force has the id or name \"%1\"."_s.arg(idOrName).toStdString(), {} };
    }
    return revoked;
}

} // namespace billhook::access
