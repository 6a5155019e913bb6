#pragma once

#include "models/domain/result.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::access {

/** What a database belongs to: one row, written once. */
struct Installation
{
    QString account; ///< acct_..., empty until known
    std::optional<bool> livemode; ///< none until the first key or event tells
    bool demo = false;
    QString company;
    QString zone; ///< IANA name
    QString currency; ///< lower case
    QString profile;
    bool adopted = false; ///< zone, currency, profile, company and demo are settled
};

/** What `wish` would have otherwise than it is settled, in words and with the command that changes it;
 * nothing of it was changed. */
QStringList differences(const Installation &wish, const Installation &settled);

/** Configuration where the mode that a key's spelling promises is not the database's; a mode that is not
 * known yet contradicts nothing. */
domain::Result<void> agreeOnMode(std::optional<bool> keyMode, const Installation &settled);

/** Reads and settles the installation row. Uses the statement area "installation" of a daemon's session. */
class InstallationRepository final
{
public:
    explicit InstallationRepository(postgres::Session &session);

    domain::Result<Installation> read();

    /** Configuration for what PostgreSQL does not know as a time zone. */
    domain::Result<void> checkZone(const QString &zone);

    /**
     * Writes what is still open and returns the row. Configuration when `wish` contradicts what is settled:
     * another account or mode. Another zone, currency or profile stays a wish: see differences(). Empty and
     * absent wishes contradict nothing.
     */
    domain::Result<Installation> adopt(const Installation &wish);

private:
    postgres::Session &m_session;
};

} // namespace billhook::access
