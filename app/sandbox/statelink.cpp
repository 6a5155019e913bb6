#include "app/sandbox/statelink.h"

#include "services/sandbox/delivery/delivery.h"
#include "services/sandbox/engine/jsonvalues.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t batchSize = 500; ///< events in one call
constexpr std::chrono::milliseconds deadline{ 30'000 };

QJsonObject objectOf(const std::string &body)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
}

} // namespace

std::string addressFile(const std::string &folder)
{
    return folder + "/address";
}

StateLink::StateLink(std::string folder)
    : m_folder(std::move(folder))
{ }

std::string StateLink::record(
    const std::vector<QJsonObject> &objects, const std::vector<StripeEvent> &events, Announce announce)
{
    QJsonArray first;
    for (const auto &object : objects) {
        first.append(object);
    }
    std::size_t done = 0;
    do {
        QJsonArray batch;
        const auto end = std::min(done + batchSize, events.size());
        for (; done < end; ++done) {
            batch.append(objectOf(events[done].body));
        }
        auto wrong = post({ { u"objects"_s, std::exchange(first, {}) }, { u"events"_s, batch },
            { u"announce"_s, announce == Announce::ToEndpoints } });
        if (!wrong.empty()) {
            return wrong;
        }
    } while (done < events.size());
    return "";
}

std::string StateLink::post(const QJsonObject &body)
{
    std::string address;
    std::getline(std::ifstream(addressFile(m_folder)), address);
    DeliveryTarget target;
    if (!parseTarget(address, target)) {
        return "no sandbox serves " + m_folder + "; start one with billhook-sandbox serve --state "
            + m_folder;
    }
    if (!m_client) {
        m_client.emplace(target.host, target.port, deadline);
    }
    const auto answer = m_client->send(
        "POST", "/sandbox/history", { { "Authorization", "Bearer sk_test_company" } }, compact(body));
    if (!answer.answered) {
        m_client.reset(); // the next one may listen elsewhere
        return "the sandbox at " + address + " does not answer: " + answer.failure;
    }
    return answer.response.status == 200 ? ""
                                         : "the sandbox at " + address + " refuses: "
            + textAt(objectOf(answer.response.body).value(u"error"_s).toObject(), u"message"_s);
}

} // namespace billhook::sandbox
