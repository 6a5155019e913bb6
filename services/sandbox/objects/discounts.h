#pragma once

#include "services/sandbox/objects/objectkind.h"

#include <QJsonArray>

#include <string>

namespace billhook::sandbox {

const ObjectKind &discountKind();

/** Whose a discount is; empty texts: not one's. */
struct DiscountOwner
{
    std::string customer;
    std::string subscription = {};
    std::string item = {};
};

/** Makes a discount of what a call gives: {coupon} or {discount}, a standing one's id. Tells it. */
Attempt<QJsonObject> grantDiscount(
    Transaction &transaction, const QJsonObject &given, const DiscountOwner &owner);

/** Removes a discount for good and tells it. */
void endDiscount(Transaction &transaction, const std::string &id);

/** Whether it takes something off at that time. */
bool runs(const QJsonObject &discount, Seconds at);

/** The coupon as it was when the discount was granted, also after its deletion. */
QJsonObject couponOf(const QJsonObject &discount);

/** The discount behind an id as the version shows it; null without one. */
QJsonValue shownDiscount(const QJsonValue &id, const Look &look);

} // namespace billhook::sandbox
