#pragma once

#include "services/observability/log.h"
#include "services/operations/executor.h"
#include "services/postgres/session.h"
#include "tests/services/stripeclient/scriptedserver.h"
#include "tests/support/postgresfixture.h"

#include <memory>

namespace billhook::tests {

/** A database, a scripted Stripe, and a client between them: what tests of operations begin and carry out
 * with. */
class OperationDesk final
{
public:
    OperationDesk(support::PostgresFixture &postgres, QList<ScriptedReply> script);

    /** Creates a product "Team", a price of it, and makes that its default. */
    QUuid beginPlan(const std::optional<operations::ExecutorClaim> &claim = {});
    QUuid begin(
        const operations::Intention &intention, const std::optional<operations::ExecutorClaim> &claim = {});
    operations::Operation execute(const QUuid &id, const operations::ExecutorClaim &claim = mine());
    operations::Operation read(const QUuid &id);
    void makeDue(const QUuid &id); ///< as if its pause were over

    static operations::ExecutorClaim mine();
    static operations::Intention planIntention();
    static ScriptedReply object(const QByteArray &id, const QByteArray &mark = {});
    static ScriptedReply refusal(int status, QList<QByteArray> headers = {});

    ScriptedServer server;
    std::unique_ptr<stripeclient::Client> client;
    std::unique_ptr<postgres::Session> session;

private:
    support::PostgresFixture &m_postgres;
    observability::Log m_log{ observability::LogLevel::Error };
};

/** The step's mark and key. */
QByteArray markOf(const operations::OperationStep &step);

} // namespace billhook::tests
