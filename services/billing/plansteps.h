#pragma once

#include "models/domain/plan.h"
#include "services/operations/plannedstep.h"

#include <vector>

namespace billhook::billing {

/** The calls that make a plan at Stripe: its product, its prices, its default price. */
std::vector<operations::PlannedStep> stepsToCreate(const domain::PlanTerms &terms);

/**
 * The calls that turn one into the other; none where Stripe knows nothing of the difference. What Stripe
 * cannot change is made anew: a price without a stripePriceId is created, and archived ones go after the
 * default has moved.
 */
std::vector<operations::PlannedStep> stepsToChange(const domain::Plan &plan, const domain::PlanTerms &wanted);

/** The same for a product whose metadata says nothing about a plan yet. */
std::vector<operations::PlannedStep> stepsToAdopt(const domain::Plan &found, const domain::PlanTerms &wanted);

/** The name of the step that makes the price at that place of the terms. */
std::string priceStep(std::size_t index);

} // namespace billhook::billing
