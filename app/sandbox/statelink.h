#pragma once

#include "services/http/client.h"
#include "services/sandbox/engine/eventwriter.h"

#include <QJsonObject>

#include <optional>
#include <string>
#include <vector>

namespace billhook::sandbox {

/** Where a sandbox says that it serves a state's folder. */
std::string addressFile(const std::string &folder);

/** Tells the sandbox that serves a state's folder what the invented company has done. One thread at a time.
 */
class StateLink final
{
public:
    enum class Announce
    {
        ToEndpoints,
        ToNobody,
    };

    explicit StateLink(std::string folder);

    /** Objects it does not know yet, and events; "" when it keeps them, else what is wrong. */
    std::string record(
        const std::vector<QJsonObject> &objects, const std::vector<StripeEvent> &events, Announce announce);

private:
    std::string post(const QJsonObject &body);

    std::string m_folder;
    std::optional<http::Client> m_client;
};

} // namespace billhook::sandbox
