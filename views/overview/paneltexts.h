#pragma once

#include "services/billing/dashboard.h"
#include "views/widgets/card.h"
#include "views/widgets/panellist.h"

#include <vector>

/** The two panels as ready rows. */
namespace billhook::overview {

struct PanelTexts
{
    widgets::CardHead head;
    std::vector<widgets::PanelRow> rows;
};

PanelTexts failedPaymentTexts(const billing::FailedPayments &payments);

/** As many rows of each group as the panel has room for; a short group leaves its room to the others. */
PanelTexts expiringTexts(const billing::ExpiringSoon &soon);

} // namespace billhook::overview
