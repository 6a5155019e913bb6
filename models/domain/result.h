#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace billhook::domain {

/** What kind of failure this is. Closed: tables map each kind to an HTTP status, an exit code and a sentence.
 */
enum class ErrorKind
{
    InvalidInput, ///< the caller's data is wrong; nothing was changed
    NotFound, ///< asked, and it is not there
    Conflict, ///< it exists already, or has moved on
    Forbidden, ///< known caller, not allowed
    Overloaded, ///< refused now, may be sent again
    Unavailable, ///< the database or Stripe could not be reached: nothing is known about the answer
    Timeout, ///< no answer within the deadline
    Configuration, ///< wrong usage or settings; the operator must act
    Internal, ///< our own mistake
};

/** What is wrong with one part of what the caller sent. */
struct FieldError
{
    std::string pointer; ///< JSON pointer into the body ("/prices/0/amount"), or the name of a parameter
    std::string detail; ///< for the caller
};

/** A failure in two texts: `message` for the person or caller, `detail` for the log only (never sent to a
 * client). */
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    std::string code; ///< stable, snake_case, for programs
    std::string message; ///< what happened, what was kept, what to do; no secrets
    std::string detail; ///< for the log: SQLSTATE, library text; no secrets
    std::string sqlState{}; ///< where the database refused; decides, never the text
    std::vector<FieldError> fields{}; ///< with InvalidInput: every part that is wrong
};

/**
 * A value or an Error. Named as std::expected, which clang 14 cannot use yet.
 * Asking for the alternative that is not there is a bug and throws std::bad_variant_access.
 */
template <typename T> class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_content(std::in_place_index<0>, std::move(value))
    { }
    Result(Error error)
        : m_content(std::in_place_index<1>, std::move(error))
    { }

    bool has_value() const { return m_content.index() == 0; }
    explicit operator bool() const { return has_value(); }
    T &value() & { return std::get<0>(m_content); }
    const T &value() const & { return std::get<0>(m_content); }
    T &&value() && { return std::get<0>(std::move(m_content)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    const Error &error() const { return std::get<1>(m_content); }

private:
    std::variant<T, Error> m_content;
};

/** Success without a value, or an Error. */
template <> class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
    { }

    bool has_value() const { return !m_error.has_value(); }
    explicit operator bool() const { return has_value(); }
    const Error &error() const { return m_error.value(); }

private:
    std::optional<Error> m_error;
};

} // namespace billhook::domain
