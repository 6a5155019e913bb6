#pragma once

#include "models/domain/result.h"

namespace billhook::postgres {

class Transactional;

/** Begins on construction, rolls back unless commit() succeeded. */
class Transaction final
{
public:
    enum class Mode
    {
        ReadCommitted,
        RepeatableReadOnly
    };
    explicit Transaction(Transactional &connection, Mode mode = Mode::ReadCommitted);
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    ~Transaction();

    /** Whether BEGIN succeeded. */
    const domain::Result<void> &begun() const { return m_begun; }
    domain::Result<void> commit(); ///< Unavailable: the outcome is unknown

private:
    Transactional &m_connection;
    domain::Result<void> m_begun;
    bool m_done = false;
};

/** A connection as a Transaction sees it: nobody else begins or ends one. */
class Transactional
{
public:
    Transactional() = default;
    Transactional(const Transactional &) = delete;
    Transactional &operator=(const Transactional &) = delete;
    virtual ~Transactional() = default;

private:
    friend class Transaction;
    virtual domain::Result<void> beginTransaction(Transaction::Mode mode) = 0;
    virtual domain::Result<void> commitTransaction() = 0; ///< ends it either way
    virtual void rollbackTransaction() = 0; ///< what fails here is of no use any more and is given up
};

/** The statement that begins one. */
const char *beginStatement(Transaction::Mode mode);

} // namespace billhook::postgres
