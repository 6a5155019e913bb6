#pragma once

#include <QJsonObject>

#include <string>
#include <utility>
#include <variant>

namespace billhook::sandbox {

/** Why a call is refused, in Stripe's words; goes out as its error object. Empty texts are left out. */
struct Refusal
{
    int status = 400;
    std::string type = "invalid_request_error";
    std::string code;
    std::string message;
    std::string param;
    QJsonObject more = {}; ///< further fields: decline_code, payment_intent, ...
    /** What the call changed stays, as after a card was declined; else nothing has begun. */
    bool keepsChanges = false;
};

Refusal invalidParameter(const std::string &code, const std::string &message, const std::string &param);
Refusal missingParameter(const std::string &param);
Refusal unknownParameter(const std::string &param);
/** 404 when the object itself was asked for, 400 when a parameter names it. */
Refusal noSuchObject(const std::string &kind, const std::string &id, const std::string &param = "id");

/** What a call gives, or why it is refused. Asking for the other one throws std::bad_variant_access. */
template <typename T> class [[nodiscard]] Attempt
{
public:
    Attempt(T value)
        : m_content(std::move(value))
    { }
    Attempt(Refusal refusal)
        : m_content(std::move(refusal))
    { }

    explicit operator bool() const { return m_content.index() == 0; }
    T &operator*() { return std::get<T>(m_content); }
    const T &operator*() const { return std::get<T>(m_content); }
    T *operator->() { return &std::get<T>(m_content); }
    const T *operator->() const { return &std::get<T>(m_content); }
    const Refusal &refusal() const { return std::get<Refusal>(m_content); }

private:
    std::variant<T, Refusal> m_content;
};

} // namespace billhook::sandbox
