#pragma once

#include "app/common/commandline.h"
#include "models/domain/plan.h"
#include "models/domain/result.h"

#include <QJsonObject>

#include <map>
#include <optional>
#include <string>

namespace billhook::daemon {

/** What a command line or a file says about a plan. */
class PlanOrder final
{
public:
    /** The options that name a plan's fields; they stand over those of --file. */
    void addTo(app::Options &options);

    /** As the body of a request, for a plan that is so far as `before`. InvalidInput for what can't be read.
     */
    domain::Result<QJsonObject> body(const domain::PlanTerms &before) const;

private:
    domain::Result<QJsonObject> fileBody() const;

    std::string m_file;
    std::string m_price; ///< in the currency's own unit: "17.00"
    std::map<std::string, std::string> m_given; ///< by field
};

} // namespace billhook::daemon
