#include "services/postgres/transaction.h"

namespace billhook::postgres {

using domain::Result;

Transaction::Transaction(Transactional &connection, Mode mode)
    : m_connection(connection)
    , m_begun(connection.beginTransaction(mode))
{ }

Transaction::~Transaction()
{
    if (m_begun && !m_done) {
        m_connection.rollbackTransaction();
    }
}

Result<void> Transaction::commit()
{
    if (!m_begun) {
        return m_begun;
    }
    m_done = true;
    return m_connection.commitTransaction();
}

const char *beginStatement(Transaction::Mode mode)
{
    return mode == Transaction::Mode::ReadCommitted ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                                    : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
}

} // namespace billhook::postgres
