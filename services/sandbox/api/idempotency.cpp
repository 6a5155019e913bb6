#include "services/sandbox/api/idempotency.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/tables.h"

#include <QCryptographicHash>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t longestKey = 255;

QString fingerprintOf(const http::Request &request)
{
    const auto what = QByteArray::fromStdString(
        request.method + " " + request.path + "?" + request.query + "\n" + request.body);
    return QString::fromLatin1(QCryptographicHash::hash(what, QCryptographicHash::Sha256).toHex());
}

Refusal idempotencyError(int status, const std::string &code, const std::string &message)
{
    return { status, "idempotency_error", code, message, "" };
}

} // namespace

Attempt<std::optional<Idempotency::Replay>> Idempotency::begin(
    const std::string &key, const http::Request &request, const Store &store)
{
    if (key.size() > longestKey) {
        return invalidParameter("", "An Idempotency-Key may have 255 characters.", "");
    }
    if (m_running.contains(key)) {
        return idempotencyError(409, "idempotency_key_in_use",
            "There is currently another in-progress request using this Idempotent Key (that probably means "
            "you "
            "submitted twice, and the other request is still going through): "
                + key + ". Try your request again later, or with a different key.");
    }
    if (const auto *kept = store.find(table::answer, key)) {
        if (kept->value(u"fingerprint"_s).toString() != fingerprintOf(request)) {
            return idempotencyError(400, "",
                "Keys for idempotent requests can only be used with the same parameters they were first used "
                "with. "
                "Try using a key other than '"
                    + key + "' if you meant to execute a different request.");
        }
        return std::optional(Replay{ { kept->value(u"status"_s).toInt(), kept->value(u"body"_s).toObject() },
            textAt(*kept, u"request_id"_s) });
    }
    m_running.insert(key);
    return std::optional<Replay>();
}

void Idempotency::keep(Transaction &transaction, const std::string &key, const http::Request &request,
    const ApiAnswer &answer, const std::string &requestId)
{
    transaction.put(table::answer,
        { { u"id"_s, text(key) }, { u"fingerprint"_s, fingerprintOf(request) },
            { u"request_id"_s, text(requestId) }, { u"status"_s, answer.status }, { u"body"_s, answer.body },
            { u"created"_s, number(transaction.now()) } });
}

} // namespace billhook::sandbox
