using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

// The stages of a step, coefficients in their places: earlier slopes are summed first, so that only the last waits for its evaluation.
public sealed partial class DormandPrince853<TModel, TState, TParameters, TInputs>
{
    private const double E1 = 0.1312004499419488073250102996e-1, E6 = -0.1225156446376204440720569753e+1, E7 = -0.4957589496572501915214079952,
        E8 = 0.1664377182454986536961530415e+1, E9 = -0.3503288487499736816886487290, E10 = 0.3341791187130174790297318841, E11 = 0.8192320648511571246570742613e-1,
        E12 = -0.2235530786388629525884427845e-1;

    private const double G1 = 0.244094488188976377952755905512, G9 = 0.733846688281611857341361741547, G12 = 0.220588235294117647058823529412e-1;

    /// <summary>Tries a step of each lane's own length; leaves the slopes, what they add up to and where the step ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Try(in TParameters p, in TInputs u, Lanes time, Lanes h)
    {
        ref var w = ref _work.Value;
        for (var i = 0; i < N; i++)
        {
            var sum = 5.26001519587677318785587544488e-2 * At(ref w.K1, i);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 0.0526001519587677318785587544488 * h, out w.K2);
        for (var i = 0; i < N; i++)
        {
            var sum = 1.97250569845378994544595329183e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(5.91751709536136983633785987549e-2, At(ref w.K2, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 0.0789002279381515978178381316732 * h, out w.K3);
        for (var i = 0; i < N; i++)
        {
            var sum = 2.95875854768068491816892993775e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(8.87627564304205475450678981324e-2, At(ref w.K3, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 0.118350341907227396726757197510 * h, out w.K4);
        for (var i = 0; i < N; i++)
        {
            var sum = 2.41365134159266685502369798665e-1 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(-8.84549479328286085344864962717e-1, At(ref w.K3, i), sum);
            sum = Lanes.MultiplyAdd(9.24834003261792003115737966543e-1, At(ref w.K4, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 0.281649658092772603273242802490 * h, out w.K5);
        for (var i = 0; i < N; i++)
        {
            var sum = 3.7037037037037037037037037037e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(1.70828608729473871279604482173e-1, At(ref w.K4, i), sum);
            sum = Lanes.MultiplyAdd(1.25467687566822425016691814123e-1, At(ref w.K5, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 1.0 / 3 * h, out w.K6);
        for (var i = 0; i < N; i++)
        {
            var sum = 3.7109375e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(1.70252211019544039314978060272e-1, At(ref w.K4, i), sum);
            sum = Lanes.MultiplyAdd(6.02165389804559606850219397283e-2, At(ref w.K5, i), sum);
            sum = Lanes.MultiplyAdd(-1.7578125e-2, At(ref w.K6, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + .25 * h, out w.K7);
        for (var i = 0; i < N; i++)
        {
            var sum = 3.70920001185047927108779319836e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(1.70383925712239993810214054705e-1, At(ref w.K4, i), sum);
            sum = Lanes.MultiplyAdd(1.07262030446373284651809199168e-1, At(ref w.K5, i), sum);
            sum = Lanes.MultiplyAdd(-1.53194377486244017527936158236e-2, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(8.27378916381402288758473766002e-3, At(ref w.K7, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 4.0 / 13 * h, out w.K8);
        for (var i = 0; i < N; i++)
        {
            var sum = 6.24110958716075717114429577812e-1 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(-3.36089262944694129406857109825, At(ref w.K4, i), sum);
            sum = Lanes.MultiplyAdd(-8.68219346841726006818189891453e-1, At(ref w.K5, i), sum);
            sum = Lanes.MultiplyAdd(2.75920996994467083049415600797e1, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(2.01540675504778934086186788979e1, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(-4.34898841810699588477366255144e1, At(ref w.K8, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 0.651282051282051282051282051282 * h, out w.K9);
        for (var i = 0; i < N; i++)
        {
            var sum = 4.77662536438264365890433908527e-1 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(-2.48811461997166764192642586468, At(ref w.K4, i), sum);
            sum = Lanes.MultiplyAdd(-5.90290826836842996371446475743e-1, At(ref w.K5, i), sum);
            sum = Lanes.MultiplyAdd(2.12300514481811942347288949897e1, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(1.52792336328824235832596922938e1, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(-3.32882109689848629194453265587e1, At(ref w.K8, i), sum);
            sum = Lanes.MultiplyAdd(-2.03312017085086261358222928593e-2, At(ref w.K9, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + .6 * h, out w.K10);
        for (var i = 0; i < N; i++)
        {
            var sum = -9.3714243008598732571704021658e-1 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(5.18637242884406370830023853209, At(ref w.K4, i), sum);
            sum = Lanes.MultiplyAdd(1.09143734899672957818500254654, At(ref w.K5, i), sum);
            sum = Lanes.MultiplyAdd(-8.14978701074692612513997267357, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(-1.85200656599969598641566180701e1, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(2.27394870993505042818970056734e1, At(ref w.K8, i), sum);
            sum = Lanes.MultiplyAdd(2.49360555267965238987089396762, At(ref w.K9, i), sum);
            sum = Lanes.MultiplyAdd(-3.0467644718982195003823669022, At(ref w.K10, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 6.0 / 7 * h, out w.K11);
        for (var i = 0; i < N; i++)
        {
            var sum = 2.27331014751653820792359768449 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(-1.05344954667372501984066689879e1, At(ref w.K4, i), sum);
            sum = Lanes.MultiplyAdd(-2.00087205822486249909675718444, At(ref w.K5, i), sum);
            sum = Lanes.MultiplyAdd(-1.79589318631187989172765950534e1, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(2.79488845294199600508499808837e1, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(-2.85899827713502369474065508674, At(ref w.K8, i), sum);
            sum = Lanes.MultiplyAdd(-8.87285693353062954433549289258, At(ref w.K9, i), sum);
            sum = Lanes.MultiplyAdd(1.23605671757943030647266201528e1, At(ref w.K10, i), sum);
            sum = Lanes.MultiplyAdd(6.43392746015763530355970484046e-1, At(ref w.K11, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + h, out w.K12);
        for (var i = 0; i < N; i++)
        {
            var sum = 5.42937341165687622380535766363e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(4.45031289275240888144113950566, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(1.89151789931450038304281599044, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(-5.8012039600105847814672114227, At(ref w.K8, i), sum);
            sum = Lanes.MultiplyAdd(3.1116436695781989408891606237e-1, At(ref w.K9, i), sum);
            sum = Lanes.MultiplyAdd(-1.52160949662516078556178806805e-1, At(ref w.K10, i), sum);
            sum = Lanes.MultiplyAdd(2.01365400804030348374776537501e-1, At(ref w.K11, i), sum);
            sum = Lanes.MultiplyAdd(4.47106157277725905176885569043e-2, At(ref w.K12, i), sum);
            At(ref w.Slope, i) = sum;
            At(ref w.Next, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Next, in p, in u, time + h, out w.K13);
    }

    /// <summary>Three more slopes, and the polynomial of the figure over the step just tried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prepare(in TParameters p, in TInputs u, Lanes time, Lanes h)
    {
        ref var w = ref _work.Value;
        for (var i = 0; i < N; i++)
        {
            var sum = 5.61675022830479523392909219681e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(2.53500210216624811088794765333e-1, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(-2.46239037470802489917441475441e-1, At(ref w.K8, i), sum);
            sum = Lanes.MultiplyAdd(-1.24191423263816360469010140626e-1, At(ref w.K9, i), sum);
            sum = Lanes.MultiplyAdd(1.5329179827876569731206322685e-1, At(ref w.K10, i), sum);
            sum = Lanes.MultiplyAdd(8.20105229563468988491666602057e-3, At(ref w.K11, i), sum);
            sum = Lanes.MultiplyAdd(7.56789766054569976138603589584e-3, At(ref w.K12, i), sum);
            sum = Lanes.MultiplyAdd(-8.298e-3, At(ref w.K13, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + .1 * h, out w.K14);
        for (var i = 0; i < N; i++)
        {
            var sum = 3.18346481635021405060768473261e-2 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(2.83009096723667755288322961402e-2, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(5.35419883074385676223797384372e-2, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(-5.49237485713909884646569340306e-2, At(ref w.K8, i), sum);
            sum = Lanes.MultiplyAdd(-1.08347328697249322858509316994e-4, At(ref w.K11, i), sum);
            sum = Lanes.MultiplyAdd(3.82571090835658412954920192323e-4, At(ref w.K12, i), sum);
            sum = Lanes.MultiplyAdd(-3.40465008687404560802977114492e-4, At(ref w.K13, i), sum);
            sum = Lanes.MultiplyAdd(1.41312443674632500278074618366e-1, At(ref w.K14, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + .2 * h, out w.K15);
        for (var i = 0; i < N; i++)
        {
            var sum = -4.28896301583791923408573538692e-1 * At(ref w.K1, i);
            sum = Lanes.MultiplyAdd(-4.69762141536116384314449447206, At(ref w.K6, i), sum);
            sum = Lanes.MultiplyAdd(7.68342119606259904184240953878, At(ref w.K7, i), sum);
            sum = Lanes.MultiplyAdd(4.06898981839711007970213554331, At(ref w.K8, i), sum);
            sum = Lanes.MultiplyAdd(3.56727187455281109270669543021e-1, At(ref w.K9, i), sum);
            sum = Lanes.MultiplyAdd(-1.39902416515901462129418009734e-3, At(ref w.K13, i), sum);
            sum = Lanes.MultiplyAdd(2.9475147891527723389556272149, At(ref w.K14, i), sum);
            sum = Lanes.MultiplyAdd(-9.15095847217987001081870187138, At(ref w.K15, i), sum);
            At(ref w.Stage, i) = Lanes.MultiplyAdd(h, sum, At(ref w.Y, i));
        }
        TModel.Derivatives(in w.Stage, in p, in u, time + 7.0 / 9 * h, out w.K16);
        Lanes before = TModel.Figure(in w.Y, in p), change = TModel.Figure(in w.Next, in p) - before;
        var f1 = TModel.Figure(in w.K1, in p);
        var f6 = TModel.Figure(in w.K6, in p);
        var f7 = TModel.Figure(in w.K7, in p);
        var f8 = TModel.Figure(in w.K8, in p);
        var f9 = TModel.Figure(in w.K9, in p);
        var f10 = TModel.Figure(in w.K10, in p);
        var f11 = TModel.Figure(in w.K11, in p);
        var f12 = TModel.Figure(in w.K12, in p);
        var f13 = TModel.Figure(in w.K13, in p);
        var f14 = TModel.Figure(in w.K14, in p);
        var f15 = TModel.Figure(in w.K15, in p);
        var f16 = TModel.Figure(in w.K16, in p);
        w.R1 = before;
        w.R2 = change;
        w.R3 = h * f1 - change;
        w.R4 = change - h * f13 - w.R3;
        var r5 = -8.4289382761090128651353491142e0 * f1;
        r5 = Lanes.MultiplyAdd(5.6671495351937776962531783590e-1, f6, r5);
        r5 = Lanes.MultiplyAdd(-3.0689499459498916912797304727e0, f7, r5);
        r5 = Lanes.MultiplyAdd(2.3846676565120698287728149680e0, f8, r5);
        r5 = Lanes.MultiplyAdd(2.1170345824450282767155149946e0, f9, r5);
        r5 = Lanes.MultiplyAdd(-8.7139158377797299206789907490e-1, f10, r5);
        r5 = Lanes.MultiplyAdd(2.2404374302607882758541771650e0, f11, r5);
        r5 = Lanes.MultiplyAdd(6.3157877876946881815570249290e-1, f12, r5);
        r5 = Lanes.MultiplyAdd(-8.8990336451333310820698117400e-2, f13, r5);
        r5 = Lanes.MultiplyAdd(1.8148505520854727256656404962e1, f14, r5);
        r5 = Lanes.MultiplyAdd(-9.1946323924783554000451984436e0, f15, r5);
        r5 = Lanes.MultiplyAdd(-4.4360363875948939664310572000e0, f16, r5);
        w.R5 = h * r5;
        var r6 = 1.0427508642579134603413151009e1 * f1;
        r6 = Lanes.MultiplyAdd(2.4228349177525818288430175319e2, f6, r6);
        r6 = Lanes.MultiplyAdd(1.6520045171727028198505394887e2, f7, r6);
        r6 = Lanes.MultiplyAdd(-3.7454675472269020279518312152e2, f8, r6);
        r6 = Lanes.MultiplyAdd(-2.2113666853125306036270938578e1, f9, r6);
        r6 = Lanes.MultiplyAdd(7.7334326684722638389603898808e0, f10, r6);
        r6 = Lanes.MultiplyAdd(-3.0674084731089398182061213626e1, f11, r6);
        r6 = Lanes.MultiplyAdd(-9.3321305264302278729567221706e0, f12, r6);
        r6 = Lanes.MultiplyAdd(1.5697238121770843886131091075e1, f13, r6);
        r6 = Lanes.MultiplyAdd(-3.1139403219565177677282850411e1, f14, r6);
        r6 = Lanes.MultiplyAdd(-9.3529243588444783865713862664e0, f15, r6);
        r6 = Lanes.MultiplyAdd(3.5816841486394083752465898540e1, f16, r6);
        w.R6 = h * r6;
        var r7 = 1.9985053242002433820987653617e1 * f1;
        r7 = Lanes.MultiplyAdd(-3.8703730874935176555105901742e2, f6, r7);
        r7 = Lanes.MultiplyAdd(-1.8917813819516756882830838328e2, f7, r7);
        r7 = Lanes.MultiplyAdd(5.2780815920542364900561016686e2, f8, r7);
        r7 = Lanes.MultiplyAdd(-1.1573902539959630126141871134e1, f9, r7);
        r7 = Lanes.MultiplyAdd(6.8812326946963000169666922661e0, f10, r7);
        r7 = Lanes.MultiplyAdd(-1.0006050966910838403183860980e0, f11, r7);
        r7 = Lanes.MultiplyAdd(7.7771377980534432092869265740e-1, f12, r7);
        r7 = Lanes.MultiplyAdd(-2.7782057523535084065932004339e0, f13, r7);
        r7 = Lanes.MultiplyAdd(-6.0196695231264120758267380846e1, f14, r7);
        r7 = Lanes.MultiplyAdd(8.4320405506677161018159903784e1, f15, r7);
        r7 = Lanes.MultiplyAdd(1.1992291136182789328035130030e1, f16, r7);
        w.R7 = h * r7;
        var r8 = -2.5693933462703749003312586129e1 * f1;
        r8 = Lanes.MultiplyAdd(-1.5418974869023643374053993627e2, f6, r8);
        r8 = Lanes.MultiplyAdd(-2.3152937917604549567536039109e2, f7, r8);
        r8 = Lanes.MultiplyAdd(3.5763911791061412378285349910e2, f8, r8);
        r8 = Lanes.MultiplyAdd(9.3405324183624310003907691704e1, f9, r8);
        r8 = Lanes.MultiplyAdd(-3.7458323136451633156875139351e1, f10, r8);
        r8 = Lanes.MultiplyAdd(1.0409964950896230045147246184e2, f11, r8);
        r8 = Lanes.MultiplyAdd(2.9840293426660503123344363579e1, f12, r8);
        r8 = Lanes.MultiplyAdd(-4.3533456590011743154432175058e1, f13, r8);
        r8 = Lanes.MultiplyAdd(9.6324553959188282948394950600e1, f14, r8);
        r8 = Lanes.MultiplyAdd(-3.9177261675615439165231486172e1, f15, r8);
        r8 = Lanes.MultiplyAdd(-1.4972683625798562581422125276e2, f16, r8);
        w.R8 = h * r8;
    }
}
