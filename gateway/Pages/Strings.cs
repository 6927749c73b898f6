namespace TwinGrid.Gateway.Pages;

/// <summary>Every word the pages say, in one place, so that another language needs to be written in one place only.</summary>
public static class Strings
{
    public const string Language = "en";

    // Frame
    public const string Worklist = "Worklist";
    public const string GridDashboard = "Grid";
    public const string Navigation = "Main";
    public const string DarkMode = "Dark colours";
    public const string SkipToContent = "Skip to content";
    public const string OperatorNote = "Development operator: no issuer of identities is set, so everyone on this machine may see and do everything here.";
    public const string SignedInAs = "Signed in as {0}";
    public const string SignOut = "Sign out";
    public const string ConnectionLost = "Connection to the gateway lost. What you see may be old. Trying again…";
    public const string NotFoundTitle = "Nothing here";
    public const string PageNotFound = "There is no page at this address.";
    public const string ToWorklist = "To the worklist";
    public const string PageBroke = "This page broke";
    public const string PageBrokeMore = "The grid keeps running; only what is shown here failed. The log of the gateway says why.";
    public const string TryAgain = "Try again";
    public const string GridSilent = "The grid does not answer just now. What you see may be old; trying again.";

    // Worklist
    public const string TwinsWatched = "{0} twins watched, the most urgent first";
    public const string GridIsStarting = "Asking the grid…";
    public const string DesksSilent = "A part of the grid does not answer just now: some rows may be old.";
    public const string OnlyMostUrgent = "Showing the {0} most urgent of {1} twins.";
    public const string AlertCounts = "{0} high, {1} medium, {2} low alerts";
    public const string OrderHeld = "The order changed. Show the newest";
    public const string FilterBySeverity = "Show by severity";
    public const string FilterText = "Find id, reason or signal";
    public const string All = "All";
    public const string NoAlert = "No alert";
    public const string NoneFit = "No twin fits the filter.";
    public const string ShowAll = "Show all";
    public const string SeverityHeader = "Severity";
    public const string TwinHeader = "Twin";
    public const string WhyHeader = "Why";
    public const string ValuesHeader = "Newest values";
    public const string CrossingHeader = "Forecast crossing";
    public const string StateHeader = "State";
    public const string MoreAlerts = "and {0} more";
    public const string Heard = "heard {0} ago";
    public const string NeverHeard = "not heard yet";
    public const string NoTwinsYet = "No twins yet";
    public const string NoTwinsRegister = "Register one:";
    public const string NoTwinsDemo = "Or stop the gateway and start it with simulated people:";
    public const string NoTwinsApi = "All routes, to try out in the browser:";

    // Accesses
    public const string WhoLooked = "Who looked";
    public const string WhoLookedMore = "Who looked at this record, when and what for, and who was refused. A few seconds behind; equal accesses of an hour stand in one row.";
    public const string Emergencies = "Access taken in an emergency";
    public const string EmergencyBy = "{0},";
    public const string Accesses = "Accesses";
    public const string NobodyLooked = "Nobody has looked yet.";
    public const string When = "Last";
    public const string Who = "Who";
    public const string WhatFor = "What for";
    public const string WhatData = "What";
    public const string Times = "Times";
    public const string Outcome = "Outcome";
    public const string Given = "given";
    public const string NotGiven = "refused";
    public const string Earlier = "Earlier";

    // Privacy officer
    public const string Privacy = "Privacy";
    public const string PrivacyTitle = "Privacy";
    public const string PrivacyMore = "Access that was taken in emergencies, studies and what they have asked, accesses that were refused.";
    public const string AskingPrivacy = "Asking the grid…";
    public const string BrokenGlasses = "Access taken in an emergency";
    public const string ToReview = "{0} to review";
    public const string NothingToReview = "nothing to review";
    public const string NoGlasses = "Nobody has taken access in an emergency.";
    public const string StillOpen = "still open, for {0}";
    public const string Closed = "closed";
    public const string Finding = "Finding";
    public const string FindingHint = "What came of it";
    public const string FindingNeeded = "Write what came of it first.";
    public const string Review = "Close the review";
    public const string ReviewedBy = "{0}, {1}:";
    public const string NoticeGone = "That notice is not there any more.";
    public const string StudiesTitle = "Studies";
    public const string NoStudies = "No study is registered: PUT /v1/studies/{id}.";
    public const string NoVault = "This gateway has no identity vault, and so no studies.";
    public const string BudgetOf = "ε {0} of {1} spent, {2} questions";
    public const string KeyGone = "key destroyed {0}";
    public const string RefusalsTitle = "Refused accesses";
    public const string NoRefusals = "Nothing was refused in {0} days.";
    public const string RefusedWhy = "Reason";
    public const string RefusedWhom = "Asked by";
    public const string Today = "Today";
    public const string LastDays = "{0} days";
    public const string Nobody = "nobody known";

    // Time
    public const string Ago = "{0} ago";
    public const string In = "in {0}";
    public const string Now = "now";
    public const string For = "for {0}";
    public const string Until = "until {0}";
    public const string By = "by {0}";

    // Severities, states, actions
    public const string High = "High";
    public const string Medium = "Medium";
    public const string Low = "Low";
    public const string Unacknowledged = "Unacknowledged";
    public const string Acknowledged = "Acknowledged";
    public const string Snoozed = "Snoozed";
    public const string Unsnoozed = "Snooze ended";
    public const string Escalated = "Escalated";
    public const string Resolved = "Resolved";
    public const string Acknowledge = "Acknowledge";
    public const string Snooze = "Snooze";
    public const string Unsnooze = "End snooze";
    public const string Escalate = "Escalate";
    public const string Resolve = "Resolve";
    public const string ForMinutes = "for {0} min";
    public const string Refused = "Not done: {0}";
    public const string Done = "{0}: {1}";
    public const string NotHandled = "The grid did not answer: nothing is known to have changed. Try again.";

    // Signals and trends
    public const string HeartRate = "Heart rate";
    public const string RespiratoryRate = "Resp. rate";
    public const string OxygenSaturation = "SpO₂";
    public const string SystolicPressure = "Systolic BP";
    public const string DiastolicPressure = "Diastolic BP";
    public const string MeanArterialPressure = "MAP";
    public const string HeartRateShort = "HR";
    public const string RespiratoryRateShort = "RR";
    public const string SystolicPressureShort = "SBP";
    public const string DiastolicPressureShort = "DBP";
    public const string BodyTemperatureShort = "Temp";
    public const string BloodGlucoseShort = "BG";
    public const string BloodPressure = "Blood pressure";
    public const string BodyTemperature = "Temperature";
    public const string Glucose = "Glucose";
    public const string BloodGlucose = "Glucose in blood";
    public const string Consciousness = "ACVPU";
    public const string Steps = "steps";
    public const string FallingFast = "falling fast";
    public const string Falling = "falling";
    public const string Steady = "steady";
    public const string Rising = "rising";
    public const string RisingFast = "rising fast";
    public const string TrendUnknown = "trend not known";
    public const string Stale = "old";

    // Twin
    public const string TwinTitle = "Twin {0}";
    public const string Loading = "Asking the twin…";
    public const string NoSuchTwin = "No such twin";
    public const string NoSuchTwinMore = "No patient is registered under “{0}”. A twin's id is 1 to 64 letters, digits, dots, dashes or underscores; capitals count.";
    public const string Years = "{0} years";
    public const string Female = "female";
    public const string Male = "male";
    public const string DiabetesType1 = "type 1 diabetes";
    public const string DiabetesType2 = "type 2 diabetes";
    public const string CalmNothing = "No open alert.";
    public static string AllInHand(int alerts) => alerts == 1 ? "1 open alert is in hand; nothing waits for you." : $"{alerts} open alerts are in hand; nothing waits for you.";
    public static string SomeWait(int alerts) => alerts == 1 ? "1 alert waits for somebody." : $"{alerts} alerts wait for somebody.";
    public const string CalmNoData = "No open alert. Nothing was observed yet.";
    public const string Alerts = "Alerts";
    public const string NoOpenAlerts = "No open alert.";
    public const string WhatWasDone = "What was done";
    public const string News2Partial = "At least this: not every parameter was measured.";
    public const string News2Missing = "Not counted: {0}";
    public const string Organs = "Organs";
    public const string OrganHeart = "Heart";
    public const string OrganMetabolism = "Metabolism";
    public const string OrganLung = "Lung";
    public const string UntoldMeal = "Unannounced meal likely at {0}, about {1:0} g";
    public const string NotIdentified = "population value";
    public const string NotIdentifiedLong = "The measurements so far tell nothing of it";
    public const string LearnedOn = "looked back on the day at {0}";
    public const string NotCalibrated = "Not calibrated yet";
    public const string CalibratedOn = "Calibrated on data of {0}";
    public const string OrganTrouble = "Started anew: {0}";
    public const string NoEstimates = "No estimate yet.";
    public const string Devices = "Devices";
    public const string NoDevices = "No device was heard yet.";
    public const string Device = "Device";
    public const string LastHeard = "Last heard";
    public const string Cadence = "Usually every";
    public const string SeenAfter = "after packet {0}";

    // Charts
    public const string Course = "Course and forecast";
    public const string SixHours = "6 h";
    public const string Day = "24 h";
    public const string ChartWindow = "Time shown";
    public const string NoHistory = "Nothing was observed in this time, and nothing is forecast.";
    public const string Measured = "measured";
    public const string ModelCourse = "model";
    public const string MedianForecast = "forecast";
    public const string ScenarioForecast = "simulation";
    public const string Target = "target 70–180";
    public const string NoForecast = "No forecast for {0}: {1}";
    public const string ChartLabel = "Course of the twin's signals over time with forecasts; the values stand in the table below the chart.";
    public const string ForecastTable = "Forecast in numbers";
    public const string Median = "Median";
    public const string Half = "50 % between";
    public const string Ninety = "90 % between";
    public const string LegendMeasured = "measured (line: mean, shade: lowest to highest)";
    public const string LegendModel = "the model's estimate";
    public const string LegendForecast = "forecast: median, 50 % and 90 % bands";
    public const string LegendScenario = "simulation (what if)";
    public const string LegendDoses = "meals (g) and insulin (IU)";
    public const string Carbohydrate = "Carbohydrate";
    public const string Insulin = "Insulin";

    // What if
    public const string WhatIf = "What if …";
    public const string WhatIfAbout = "What the simulation is about";
    public const string WhatIfMore = "A simulation of {0} over the next {1}. Nothing is given, nothing is stored.";
    public const string WhatHappens = "What happens";
    public const string Amount = "Amount";
    public const string HeartRateHeld = "Heart rate held (/min)";
    public const string ForHowLong = "For how many minutes";
    public const string OutOfRange = "Give how much and how long, within the range: {0}.";
    public const string Bleeding = "Bleeding";
    public const string Transfusion = "Blood or fluid given";
    public const string Exercise = "Exercise";
    public const string Pacing = "Pacemaker at least";
    public const string ValveReplacement = "Aortic valve of";
    public const string VascularResistance = "Vascular resistance";
    public const string Contractility = "Contractility";
    public const string AssistPump = "Assist pump at";
    public const string InspiredOxygen = "Oxygen breathed";
    public const string Altitude = "Altitude";
    public const string Opioid = "Opioid takes of the drive";
    public const string Shunt = "Shunt";
    public const string MealGrams = "Meal, carbohydrate (g)";
    public const string InsulinUnits = "Insulin, bolus (IU)";
    public const string InMinutes = "In how many minutes";
    public const string Simulate = "Simulate";
    public const string Clear = "Clear";
    public const string NothingAsked = "Enter a meal or insulin.";
    public const string Declined = "No simulation: {0}";
    public const string Simulation = "Simulation";
    public const string Baseline = "As it is";
    public const string WithScenario = "With {0}";
    public const string After = "After";
    public const string Lowest = "Lowest median";
    public const string Highest = "Highest median";
    public const string MedianAndRange = "{0}, median (90 % range)";
    public const string MadeBy = "{0}; data {1} old";
}
