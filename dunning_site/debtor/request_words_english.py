"""The English words of the forms on which debtors tell or ask something."""

from dunning_site.debtor.request_words import RequestWords

ENGLISH_REQUESTS = RequestWords(
    titles={
        "already_paid": "I have already paid",
        "deferral": "Ask for more time",
        "instalments": "Pay in instalments",
        "dispute": "The claim is not right",
        "address": "Correct my address",
        "payment_method": "Pay in another way",
    },
    intros={
        "already_paid": "When did you pay? We look for the payment and send no reminder meanwhile.",
        "deferral": "When can you pay? {} is outstanding.",
        "instalments": "In how many monthly instalments would you like to pay the {} outstanding?",
        "dispute": "What is not right? We look into it and send no reminder meanwhile.",
        "address": (
            "What is your correct address? To protect your data we do not show here what we have "
            "stored."
        ),
        "payment_method": (
            "How would you rather pay? What we offer at once is on the payment page under "
            "“Pay now”."
        ),
    },
    buttons={
        "already_paid": "Report payment",
        "deferral": "Ask for more time",
        "instalments": "Ask for instalments",
        "dispute": "Send objection",
        "address": "Send address",
        "payment_method": "Send wish",
    },
    labels={
        "paid_on": "Paid on",
        "amount": "Amount in euros",
        "proof": "Proof of payment",
        "until_on": "I will pay by",
        "count": "Number of instalments",
        "reason": "What is not right?",
        "disputed": "Only a part: amount in euros",
        "street": "Street and number",
        "address_extra": "Address line 2",
        "postcode": "Postcode",
        "city": "Town",
        "country": "Country",
        "email": "E-mail",
        "choice": "Payment method",
        "message": "Message",
    },
    helps={
        "amount": "Leave empty if you paid everything.",
        "proof": "A photo (JPEG, PNG) or PDF of 5 MB at most.",
        "until_on": "At most 180 days ahead.",
        "disputed": "Leave empty if you dispute the whole claim.",
        "country": "Leave empty for Germany.",
        "email": "Only if your e-mail address has changed too.",
        "message": "1,000 characters at most.",
    },
    reasons={
        "not_received": "I have not received anything",
        "defective": "The goods are faulty or wrong",
        "returned": "I returned the goods or withdrew from the contract",
        "not_ordered": "I did not order this",
        "wrong_amount": "The amount is not right",
        "other": "Something else",
    },
    refusals={
        "settled": "There is nothing left to pay for this order.",
        "with_agency": "A debt collection agency is now dealing with this claim.",
        "waiting": (
            "You told us so on {}. We are looking into it and will answer you; there is nothing "
            "else you need to do."
        ),
        "too_many": "You have written to us very often today. Please try again tomorrow.",
        "plan_runs": "A payment plan is already running for this order.",
        "not_dunned": "We are looking into this order and send no reminder meanwhile.",
        "faulty": "Please check what you entered.",
    },
    optional="(optional)",
    back="Back to the payment page",
    please_choose="Please choose",
    rates="{} instalments of {}, the first on {}",
    deferral_at_once="Until {} we give you more time at once.",
    rates_at_once="Up to {} instalments are agreed at once. We look into any more than that.",
    rates_wait="We look into your request and send no reminder meanwhile.",
    too_small_for_rates="This amount is too small for instalments. Ask for more time instead.",
    other_method="another one, see message",
    said_before=(
        "We have looked into this and answered once already. We will look again; until then "
        "another reminder may arrive."
    ),
    errors_heading="Please check what you entered",
    error_title="Error",
    required="Please fill in this field.",
    bad_choice="Please choose one of the values.",
    bad_day="Please enter the day like this: 2026-11-21.",
    bad_paid_on="Please name a day within the last year, today at the latest.",
    bad_until_on="Please name a day from tomorrow on, at most 180 days ahead.",
    bad_amount="Please enter the amount like this: 49.90. It must be more than 0.",
    bad_email="Please enter a complete e-mail address.",
    too_long="Please shorten this to {} characters at most.",
    bad_file="We cannot open this file. JPEG, PNG and PDF up to 5 MB are possible.",
    choose_file_again="Please choose the file once more.",
)
