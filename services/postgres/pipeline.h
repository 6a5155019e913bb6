#pragma once

#include "models/domain/result.h"
#include "services/postgres/statementcatalog.h"
#include "services/postgres/transaction.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace billhook::postgres {

class CopyRows;
struct Statement;

/**
 * One statement's parameters for libpq, in order $1, $2, ...; arrays go in binary form for `unnest`.
 * Values are copied.
 */
class Parameters final
{
public:
    Parameters();
    Parameters(Parameters &&) noexcept;
    Parameters &operator=(Parameters &&) noexcept;
    ~Parameters();

    Parameters &text(std::optional<std::string_view> value);
    Parameters &bigint(std::optional<std::int64_t> value);
    Parameters &boolean(bool value);
    Parameters &bytes(std::string_view value);
    Parameters &texts(const std::vector<std::optional<std::string>> &values); ///< text[]
    Parameters &bigints(const std::vector<std::optional<std::int64_t>> &values); ///< bigint[]
    Parameters &booleans(const std::vector<bool> &values); ///< boolean[]
    Parameters &byteas(const std::vector<std::string_view> &values); ///< bytea[]

private:
    friend class Pipeline;
    class Private;
    std::unique_ptr<Private> d;
};

/** The rows of one answer (text format). Columns by position. */
class Rows final
{
public:
    Rows();
    Rows(Rows &&) noexcept;
    Rows &operator=(Rows &&) noexcept;
    ~Rows();

    int count() const;
    std::int64_t affected() const; ///< rows changed by INSERT/UPDATE/DELETE
    bool isNull(int row, int column) const;
    std::string_view text(int row, int column) const; ///< "" for NULL; valid while the Rows live
    std::int64_t integer(int row, int column) const;
    bool boolean(int row, int column) const;
    std::string bytes(int row, int column) const; ///< bytea, decoded

private:
    friend class Pipeline;
    class Private;
    std::unique_ptr<Private> d;
};

struct PipelineOptions
{
    std::string url;
    std::string role; ///< "billhook_daemon"
    std::string applicationName;
    std::chrono::milliseconds callDeadline{ 5'000 }; ///< client side; on expiry the connection is given up
    /** Statement areas prepared at open, so that a schema that does not fit is found there; any other is when
     * it is first used. */
    std::vector<std::string> areas{};
    /** Statements of these and other areas that no file holds, as they follow from a list of the program. */
    std::vector<Statement> made{};
};

/**
 * One libpq connection for the hot paths (ingest, projection, bulk import): named statements with $n
 * parameters and arrays. One thread at a time. Every call has a client-side deadline; after Unavailable or
 * Timeout the connection is closed and the next call reconnects (and prepares again).
 */
class Pipeline final : public Transactional
{
public:
    explicit Pipeline(PipelineOptions options);
    Pipeline(const Pipeline &) = delete;
    Pipeline &operator=(const Pipeline &) = delete;
    ~Pipeline() override;

    domain::Result<Rows> run(std::string_view statement, const Parameters &parameters = {});

    /** Inside a transaction: sends a statement and returns while the database works on it. Where it fails,
     * the next call of any kind but post() tells, and what was posted after it is not run. */
    domain::Result<void> post(std::string_view statement, const Parameters &parameters = {});
    domain::Result<void> settle(); ///< waits for all that was posted

    domain::Result<void> copy(const CopyRows &rows); ///< all of them or none

    /** What a statement is changed into before it is prepared, from now on; those that are prepared stay as
     * they are. */
    using Rewrite = std::function<std::string(const Statement &)>;
    void rewriteBy(Rewrite rewrite);
    bool connected(); ///< asks the socket, too: a connection that the server has ended is closed here
    void disconnect(); ///< the next call reconnects

private:
    domain::Result<void> beginTransaction(Transaction::Mode mode) override;
    domain::Result<void> commitTransaction() override;
    void rollbackTransaction() override;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::postgres
