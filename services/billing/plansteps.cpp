#include "services/billing/plansteps.h"

#include "services/stripeclient/prices.h"
#include "services/stripeclient/products.h"

#include <algorithm>

namespace billhook::billing {

using domain::Plan;
using domain::PlanPrice;
using domain::PlanTerms;
using operations::PlannedStep;
using stripeclient::createPrice;
using stripeclient::createProduct;
using stripeclient::PriceChange;
using stripeclient::ProductFields;
using stripeclient::updatePrice;
using stripeclient::updateProduct;

namespace {

std::string limitText(const std::optional<std::int64_t> &limit)
{
    return limit ? std::to_string(*limit) : "unlimited";
}

/** What the SaaS reads from the product, so that it needs no database of ours. */
stripeclient::Metadata metadataOf(const PlanTerms &terms)
{
    return { { "plan_slug", terms.slug }, { "max_users", limitText(terms.maxUsers) },
        { "max_projects", limitText(terms.maxProjects) },
        { "limits_per_unit", terms.limitsPerUnit ? "true" : "false" } };
}

ProductFields changedFields(const PlanTerms &before, const PlanTerms &wanted)
{
    ProductFields fields;
    if (before.name != wanted.name) {
        fields.name = wanted.name;
    }
    if (before.description != wanted.description) {
        fields.description = wanted.description;
    }
    if (before.isActive != wanted.isActive) {
        fields.active = wanted.isActive;
    }
    const auto known = metadataOf(before);
    for (const auto &field : metadataOf(wanted)) {
        if (std::find(known.begin(), known.end(), field) == known.end()) {
            fields.metadata.push_back(field);
        }
    }
    return fields;
}

const PlanPrice *defaultOf(const PlanTerms &terms)
{
    const auto found = std::find_if(
        terms.prices.begin(), terms.prices.end(), [](const PlanPrice &price) { return price.isDefault; });
    return found == terms.prices.end() ? nullptr : &*found;
}

PlannedStep makePrice(const PlanPrice &price, std::size_t index, const std::string &product)
{
    PlannedStep step(
        priceStep(index), createPrice({ product, price.amount, price.interval, price.intervalCount }, {}));
    if (product.empty()) {
        step.refer("product", "create_product");
    }
    return step;
}

PlannedStep setDefault(const PlanTerms &terms, const std::string &product)
{
    const PlanPrice &price = *defaultOf(terms);
    ProductFields fields;
    fields.defaultPrice = price.stripePriceId;
    PlannedStep step("set_default_price", updateProduct(product, fields, {}));
    if (price.stripePriceId.empty()) {
        step.refer("default_price", priceStep(static_cast<std::size_t>(&price - terms.prices.data())));
    }
    if (product.empty()) {
        step.referObject("create_product");
    }
    return step;
}

void addNewPrices(std::vector<PlannedStep> &steps, const PlanTerms &terms, const std::string &product)
{
    for (std::size_t index = 0; index < terms.prices.size(); ++index) {
        if (terms.prices[index].stripePriceId.empty()) {
            steps.push_back(makePrice(terms.prices[index], index, product));
        }
    }
}

/** Archived and revived ones. */
void addSwitchedPrices(
    std::vector<PlannedStep> &steps, const PlanTerms &before, const PlanTerms &wanted, bool active)
{
    for (const PlanPrice &price : wanted.prices) {
        const bool switched
            = std::any_of(before.prices.begin(), before.prices.end(), [&](const PlanPrice &known) {
                  return known.stripePriceId == price.stripePriceId && known.isActive != price.isActive;
              });
        if (switched && price.isActive == active) {
            PriceChange change;
            change.active = active;
            steps.emplace_back((active ? "revive_price_" : "archive_price_") + price.stripePriceId,
                updatePrice(price.stripePriceId, change, {}));
        }
    }
}

std::vector<PlannedStep> changeSteps(const Plan &plan, const PlanTerms &wanted, const ProductFields &fields)
{
    std::vector<PlannedStep> steps;
    const auto product = updateProduct(plan.stripeProductId, fields, {});
    if (!product.form.empty()) {
        steps.emplace_back("update_product", product);
    }
    addSwitchedPrices(steps, plan.terms, wanted, /*active=*/true);
    addNewPrices(steps, wanted, plan.stripeProductId);
    const PlanPrice *before = defaultOf(plan.terms);
    const PlanPrice *after = defaultOf(wanted);
    if (after != nullptr && (before == nullptr || before->stripePriceId != after->stripePriceId)) {
        steps.push_back(setDefault(wanted, plan.stripeProductId));
    }
    addSwitchedPrices(steps, plan.terms, wanted, /*active=*/false);
    return steps;
}

} // namespace

std::string priceStep(std::size_t index)
{
    return "create_price_" + std::to_string(index + 1);
}

std::vector<PlannedStep> stepsToCreate(const PlanTerms &terms)
{
    ProductFields fields;
    fields.name = terms.name;
    if (!terms.description.empty()) {
        fields.description = terms.description;
    }
    fields.metadata = metadataOf(terms);
    std::vector<PlannedStep> steps;
    steps.emplace_back("create_product", createProduct(fields, {}));
    addNewPrices(steps, terms, {});
    steps.push_back(setDefault(terms, {}));
    return steps;
}

std::vector<PlannedStep> stepsToChange(const Plan &plan, const PlanTerms &wanted)
{
    return changeSteps(plan, wanted, changedFields(plan.terms, wanted));
}

std::vector<PlannedStep> stepsToAdopt(const Plan &found, const PlanTerms &wanted)
{
    ProductFields fields = changedFields(found.terms, wanted);
    fields.metadata = metadataOf(wanted);
    return changeSteps(found, wanted, fields);
}

} // namespace billhook::billing
