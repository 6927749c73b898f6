using TwinGrid.Testbed;

namespace TwinGrid.Lab.Tests.CommandLine;

public sealed class What_is_given_is_wrong : IDisposable
{
    private readonly Lab _lab = new();

    [Theory]
    [InlineData("simulate", "Required command was not provided")]
    [InlineData("simulate moon", "'moon' is not understood.")]
    [InlineData("simulate uva-padova --patient anna", "'--scenario' is required")]
    [InlineData("simulate dalla-man --population old --scenario x.json", "--population is 'old', but must be normal or t2d.")]
    [InlineData("simulate dalla-man --population normal --scenario x.json --steps-per-minute 0", "--steps-per-minute is '0', but must be a whole number from 1 to 600.")]
    [InlineData("simulate dalla-man --population normal --scenario x.json --steps-per-minute 1.5", "--steps-per-minute is '1.5'")]
    [InlineData("simulate dalla-man --population normal --scenario /nowhere/x.json", "'/nowhere/x.json' does not exist.")]
    [InlineData("simulate dalla-man --population normal --scenario /", "'/' is a folder")]
    [InlineData("simulate dalla-man --population normal --scenario x.json --out /nowhere/x.csv", "the folder '/nowhere' does not exist.")]
    [InlineData("simulate dalla-man --population normal --scenario x.json --out x.xlsx", "must end in .csv or .parquet.")]
    [InlineData("simulate dalla-man --population normal --scenario x.json --plot x.jpg", "must end in .png or .svg.")]
    [InlineData("simulate coronary --diameterStenosisPct 100 --lengthMm 10", "--diameterStenosisPct is '100', but must be a number from 0 to 99.")]
    [InlineData("simulate coronary --diameterStenosisPct NaN --lengthMm 10", "--diameterStenosisPct is 'NaN'")]
    [InlineData("simulate uva-padova --patient anna --scenario x.json", "--parameters is missing")]
    [InlineData("calibrate --cgm x.csv --scenario x.json", "Nobody is named: give --parameters and --patient, or --population.")]
    [InlineData("calibrate --cgm x.csv --scenario x.json --population adult --patient anna", "exclude each other")]
    [InlineData("calibrate --cgm x.csv --scenario x.json --weight-kg 70", "--weight-kg goes with --population only.")]
    public void the_command_line_is_refused_in_a_sentence(string line, string said) => _lab.Refusal(line.Split(' ')).ShouldContain(said);

    [Theory]
    [InlineData("{\"durationMin\": 60", "line 1, column 19: this is no JSON")]
    [InlineData("[1]", "line 1, column 1: a JSON object")]
    [InlineData("{\"sampleMin\": 5}", "line 1, column 1: the key 'durationMin' is missing.")]
    [InlineData("{\"durationMin\": 60,\n  \"meals\": {}}", "line 2, column 3: the key 'meals' is unknown; known are durationMin, sampleMin, mealsG, bolusU, basalUPerMin.")]
    [InlineData("{\"durationMin\": 60,\n\"durationMin\": 70}", "line 2, column 1: the key 'durationMin' stands here a second time.")]
    [InlineData("{\"durationMin\": 60.5}", "line 1, column 2: 'durationMin' is 60.5, but must be a whole number.")]
    [InlineData("{\"durationMin\": 0}", "must lie from 1 to")]
    [InlineData("{\"durationMin\": \"60\"}", "'durationMin' is \"60\", but must be a number.")]
    [InlineData("{\"durationMin\": 60, \"sampleMin\": 61}", "'sampleMin' is 61, but must lie from 1 to 60.")]
    [InlineData("{\"durationMin\": 60, \"mealsG\": [1]}", "must be amounts by the minute")]
    [InlineData("{\"durationMin\": 60,\n \"mealsG\": {\"5\": 60,\n  \"noon\": 60}}", "line 3, column 3: 'noon' in 'mealsG' is no minute from 0 to 59.")]
    [InlineData("{\"durationMin\": 60, \"mealsG\": {\"60\": 60}}", "'60' in 'mealsG' is no minute from 0 to 59.")]
    [InlineData("{\"durationMin\": 60, \"mealsG\": {\"1\": 60, \"01\": 5}}", "'mealsG' has minute 1 twice.")]
    [InlineData("{\"durationMin\": 60, \"mealsG\": {\"1\": -60}}", "'mealsG.1' is -60, but must lie from 0 to 1000.")]
    [InlineData("{\"durationMin\": 60, \"bolusU\": {\"1\": 1e999}}", "'bolusU.1' is 1e999")]
    [InlineData("{\"durationMin\": 60, \"bolusU\": {\"1\": NaN}}", "this is no JSON")]
    [InlineData("{\"durationMin\": null, \"basalUPerMin\": null}", "the key 'durationMin' is missing.")]
    [InlineData("{\"durationMin\": 60, \"mealsG\": [{\"1\": 60}, {\"1\": 60}]}", "must be amounts by the minute")]
    [InlineData("", "line 1, column 1: this is no JSON")]
    public void a_meal_scenario_is_refused_with_its_place(string json, string said)
    {
        var sentence = _lab.Refusal("simulate", "dalla-man", "--population", "normal", "--scenario", _lab.Put("day.json", json), "--out", _lab.At("day.csv"), "--plot", _lab.At("day.png"));
        sentence.ShouldContain("day.json'");
        sentence.ShouldContain(said);
    }

    [Theory]
    [InlineData("{\"heartrate\": 60}", "line 1, column 2: the key 'heartrate' is unknown; known are heartRate,")]
    [InlineData("{\"reflex\": 1}", "'reflex' is 1, but must be true or false.")]
    [InlineData("{\"stepS\": 0.01}", "'stepS' is 0.01, but must lie from 1E-06 to 0.0005.")]
    [InlineData("{\"aorticValveAreaCm2\": 0}", "must lie from 0.05 to 20.")]
    [InlineData("{\"name\": 5}", "'name' is 5, but must be a text.")]
    [InlineData("{\"stressedVolumeFactor\": 5, \"svrFactor\": 20}", "no body lives with this scenario")]
    public void a_heart_scenario_is_refused(string json, string said) =>
        _lab.Refusal("simulate", "circulation", "--scenario", _lab.Put("heart.json", json), "--out", _lab.At("heart.csv")).ShouldContain(said);

    [SkippableTheory]
    [InlineData("\"Csat\": 1.342", "\"Csat\": \"stiff\"", "line 5, column 2: The parameter Csat is no number: stiff.")]
    [InlineData("\"V0_lv\": 5,", "", "line 13, column 2: The parameter fixed.V0_lv is missing.")]
    [InlineData("\"Csas\": 0.08", "\"Csas\": -1", "The parameter fixed.Csas is -1, but must be above 0.")]
    [InlineData("\"HR\": 70,", "\"HR\": 70", "line 12, column 2: this is no JSON")]
    public void a_heart_file_is_refused_with_its_place(string right, string wrong, string said)
    {
        var json = File.ReadAllText(SharedData.Path("reference", "circulation", "heart_calibrated_parameters.json"));
        json.ShouldContain(right);
        var file = _lab.Put("parameters.json", json.Replace(right, wrong, StringComparison.Ordinal));
        _lab.Refusal("simulate", "circulation", "--parameters", file, "--scenario", _lab.Put("rest.json", "{}")).ShouldContain(said);
    }

    [Theory]
    [InlineData("Vmx", "Vmxx", "line 1: the column Vmx is missing.")]
    [InlineData("84.6", "heavy", "line 2, column BW: 'heavy' is not a number.")]
    [InlineData("84.6", "NaN", "line 2, column BW: 'NaN' is not a number.")]
    [InlineData("84.6", "-84.6", "line 2, column BW: -84.6 must be above 0.")]
    [InlineData("0.77732", "1.2", "line 2, column b: 1.2 must be above 0 and at most 1.")]
    [InlineData(",0.092107", "", "line 2: the column ksc is missing.")]
    [InlineData("0.0074747", "1e6", "No body has these parameters: glucose leaves the numbers.")]
    [InlineData("anna", "hanna", "has no patient 'anna'; it has hanna.")]
    public void a_patient_file_is_refused_with_its_place(string right, string wrong, string said)
    {
        var file = _lab.Put("patients.csv", Anna.Patients.Replace(right, wrong, StringComparison.Ordinal));
        _lab.Refusal("simulate", "uva-padova", "--parameters", file, "--patient", "anna", "--scenario", _lab.Put("day.json", """{"durationMin": 60, "bolusU": {"5": 3}}""")).ShouldContain(said);
    }

    [Theory]
    [InlineData("", "is empty.")]
    [InlineData("t_min,cgm_mgdl\n", "has a header and no rows.")]
    [InlineData("t_min,gl\n0,100\n", "line 1, column 2: the column 'gl' is unknown")]
    [InlineData("t_min,\"cgm\u001b[2J\"\n0,100\n", "the column 'cgm?[2J' is unknown")]
    [InlineData("t_min\n0\n", "line 1, column 2: the column 'cgm_mgdl' is missing")]
    [InlineData("t_min,t_min\n0,1\n", "line 1, column 2: the column 't_min' stands here a second time.")]
    [InlineData("t_min,cgm_mgdl\n0,100\n5,NaN\n", "line 3, column 2 (cgm_mgdl): 'NaN' is no number.")]
    [InlineData("t_min,cgm_mgdl\n0,100\n5,1e9\n", "line 3, column 2 (cgm_mgdl): 1e9 does not lie from 10 to 1000.")]
    [InlineData("t_min,cgm_mgdl\n0,100\n,90\n", "line 3, column 1 (t_min): a number is missing.")]
    [InlineData("t_min,cgm_mgdl\n0,100,3\n", "line 2, column 3: the line has 3 cells and the header 2.")]
    [InlineData("t_min,cgm_mgdl\n5,100\n0,100\n", "line 3, column 1 (t_min): minute 0 does not come a sample of 5 min after the row before")]
    [InlineData("t_min,cgm_mgdl\n0,100\n65,100\n", "line 3, column 1 (t_min): 65 does not lie from 0 to 60.")]
    [InlineData("t_min,cgm_mgdl\n0,100\n5,101\n", "has 2 measurements; at least 12 are needed.")]
    [InlineData("t_min,cgm_mgdl\n0,\"1\"00\n", "line 2")]
    public void a_sensor_file_is_refused_with_its_place(string csv, string said) =>
        _lab.Refusal("calibrate", "--cgm", _lab.Put("cgm.csv", csv), "--scenario", _lab.Put("day.json", """{"durationMin": 60}"""), "--population", "adult", "--out", _lab.At("found.json")).ShouldContain(said);

    public void Dispose() => _lab.Dispose();
}
