#pragma once

#include "models/domain/result.h"
#include "services/http/message.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace billhook::postgres {
class Session;
} // namespace billhook::postgres

namespace billhook::api {

/** A request that may come again: whose it is, its Idempotency-Key, and what tells it from another one. */
struct Repeatable
{
    QString tokenId;
    QString key;
    QByteArray fingerprint; ///< of method, path and body
};

/**
 * Answers kept for 24 hours for those who repeat a request. A request that was begun and never ended (its
 * daemon died) may be begun again after a minute.
 */
class Repeats final
{
public:
    explicit Repeats(postgres::Session &session);

    /** Nothing: it is new, go on. Else the answer: the kept one, or that it differs or is under way. */
    domain::Result<std::optional<http::Response>> begin(const Repeatable &request);
    domain::Result<void> keep(const Repeatable &request, const http::Response &response);
    /** While the request waits for its operation, what a repeat is told should this daemon die: 202. */
    domain::Result<void> keepAccepted(const Repeatable &request, const http::Response &response);
    domain::Result<void> forget(const Repeatable &request); ///< it may be tried again

private:
    postgres::Session &m_session;
};

} // namespace billhook::api
