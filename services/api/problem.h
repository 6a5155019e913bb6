#pragma once

#include "models/domain/result.h"
#include "services/api/route.h"
#include "services/http/message.h"

namespace billhook::api {

/** The one table from a failure to an HTTP answer. Its `detail` stays in the log. */
http::Response problemOf(const domain::Error &error);

/** The same as a handler's answer, with further members. */
Answer refusal(const domain::Error &error, const QJsonObject &more);

} // namespace billhook::api
