"""Models that only the split held out may draw. Dimensions are those of real cars of each kind."""

from lotgraph.twin.bodies.model import Body

# A table reads better packed than one number a line.
# fmt: off
MODELS: tuple[Body, ...] = (
    Body(
        name="hatch_super", split="held_out", type="car", kind="hatchback", length_m=4.06,
        width_m=1.75, height_m=1.44, wheelbase_m=2.55, overhang_m=0.83, clearance_m=0.14,
        tyre_m=0.31, nose_z=0.71, cowl=(1.06, 0.97), roof=(1.9, 3.45), drop_m=0.08,
        deck=(3.94, 1.02), tail_z=0.97, belt=(0.88, 0.98), windows=((1.52, 2.36), (2.46, 3.12)),
        lean=0.27, nose_bow=0.32, tail_bow=0.2, lamps="round",
    ),
    Body(
        name="hatch_city", split="held_out", type="car", kind="hatchback", length_m=3.7,
        width_m=1.66, height_m=1.47, wheelbase_m=2.42, overhang_m=0.68, clearance_m=0.16,
        tyre_m=0.29, nose_z=0.78, cowl=(0.9, 1.0), roof=(1.66, 3.28), drop_m=0.05,
        deck=(3.58, 0.97), tail_z=0.91, belt=(0.91, 0.95), windows=((1.3, 2.12), (2.22, 3.02)),
        lean=0.2, nose_bow=0.26, tail_bow=0.13,
    ),
    Body(
        name="saloon_large", split="held_out", type="car", kind="saloon", length_m=4.95,
        width_m=1.87, height_m=1.47, wheelbase_m=2.97, overhang_m=0.88, clearance_m=0.15,
        tyre_m=0.335, nose_z=0.75, cowl=(1.48, 1.0), roof=(2.3, 3.62), drop_m=0.05,
        deck=(4.3, 1.08), tail_z=1.03, belt=(0.93, 0.99),
        windows=((1.94, 2.76), (2.86, 3.66), (3.72, 4.02)), lean=0.25, nose_bow=0.36, tail_bow=0.22,
    ),
    Body(
        name="saloon_small", split="held_out", type="car", kind="saloon", length_m=4.4,
        width_m=1.72, height_m=1.47, wheelbase_m=2.58, overhang_m=0.84, clearance_m=0.16,
        tyre_m=0.3, nose_z=0.76, cowl=(1.12, 1.0), roof=(1.9, 3.12), drop_m=0.04,
        deck=(3.76, 1.02), tail_z=0.98, belt=(0.92, 0.96), windows=((1.56, 2.34), (2.44, 3.14)),
        lean=0.22, nose_bow=0.28, tail_bow=0.18, lamps="tall",
    ),
    Body(
        name="estate_compact", split="held_out", type="car", kind="estate", length_m=4.56,
        width_m=1.8, height_m=1.49, wheelbase_m=2.68, overhang_m=0.9, clearance_m=0.15,
        tyre_m=0.315, nose_z=0.75, cowl=(1.2, 1.0), roof=(2.0, 4.02), drop_m=0.07,
        deck=(4.44, 0.97), tail_z=0.91, belt=(0.91, 0.93),
        windows=((1.64, 2.44), (2.54, 3.26), (3.36, 4.04)), lean=0.21, nose_bow=0.3, tail_bow=0.16,
    ),
    Body(
        name="suv_large", split="held_out", type="car", kind="suv", length_m=4.92, width_m=1.95,
        height_m=1.76, wheelbase_m=2.92, overhang_m=0.92, clearance_m=0.22, tyre_m=0.375,
        nose_z=1.02, cowl=(1.38, 1.24), roof=(2.12, 4.3), drop_m=0.05, deck=(4.74, 1.22),
        tail_z=1.14, belt=(1.13, 1.17), windows=((1.78, 2.66), (2.76, 3.52), (3.62, 4.38)),
        lean=0.19, nose_bow=0.28, tail_bow=0.13, lamps="tall",
    ),
    Body(
        name="suv_boxy", split="held_out", type="car", kind="off-roader", length_m=4.3,
        width_m=1.8, height_m=1.83, wheelbase_m=2.55, overhang_m=0.76, clearance_m=0.24,
        tyre_m=0.37, nose_z=1.04, cowl=(1.3, 1.2), roof=(1.72, 4.02), drop_m=0.02,
        deck=(4.22, 1.18), tail_z=1.12, belt=(1.12, 1.13),
        windows=((1.56, 2.36), (2.46, 3.16), (3.26, 4.0)), lean=0.1, nose_bow=0.18, tail_bow=0.07,
        lamps="round",
    ),
    Body(
        name="mpv_compact", split="held_out", type="car", kind="mpv", length_m=4.24, width_m=1.78,
        height_m=1.6, wheelbase_m=2.64, overhang_m=0.86, clearance_m=0.16, tyre_m=0.31, nose_z=0.8,
        cowl=(0.94, 1.06), roof=(1.9, 3.7), drop_m=0.09, deck=(4.1, 1.06), tail_z=1.0,
        belt=(0.95, 1.03), windows=((1.34, 1.62), (1.7, 2.46), (2.56, 3.26), (3.36, 3.72)),
        lean=0.21, nose_bow=0.32, tail_bow=0.18,
    ),
    Body(
        name="coupe_fast", split="held_out", type="car", kind="coupe", length_m=4.6, width_m=1.89,
        height_m=1.36, wheelbase_m=2.72, overhang_m=0.9, clearance_m=0.13, tyre_m=0.34, nose_z=0.7,
        cowl=(1.62, 0.95), roof=(2.36, 3.0), drop_m=0.04, deck=(4.24, 1.03), tail_z=1.01,
        belt=(0.88, 0.96), windows=((2.06, 3.02),), lean=0.28, nose_bow=0.34, tail_bow=0.22,
    ),
    Body(
        name="pickup_single", split="held_out", type="pickup", kind="pickup", length_m=5.1,
        width_m=1.8, height_m=1.73, wheelbase_m=3.09, overhang_m=0.88, clearance_m=0.24,
        tyre_m=0.37, nose_z=0.98, cowl=(1.34, 1.2), roof=(1.98, 2.58), drop_m=0.03,
        deck=(2.86, 1.18), tail_z=1.12, belt=(1.09, 1.11), windows=((1.74, 2.5),), lean=0.18,
        nose_bow=0.24, tail_bow=0.08, load="bed", lamps="tall",
    ),
    Body(
        name="van_compact", split="held_out", type="van", kind="panel van", length_m=4.43,
        width_m=1.81, height_m=1.83, wheelbase_m=2.72, overhang_m=0.9, clearance_m=0.17,
        tyre_m=0.315, nose_z=0.88, cowl=(0.88, 1.14), roof=(1.72, 4.26), drop_m=0.03,
        deck=(4.38, 1.1), tail_z=0.98, belt=(1.0, 1.02), windows=((1.26, 2.1),), lean=0.12,
        nose_bow=0.28, tail_bow=0.09,
    ),
    Body(
        name="van_long", split="held_out", type="van", kind="panel van", length_m=6.36,
        width_m=2.02, height_m=2.5, wheelbase_m=4.04, overhang_m=1.02, clearance_m=0.19,
        tyre_m=0.35, nose_z=1.1, cowl=(0.9, 1.42), roof=(1.84, 6.2), drop_m=0.02,
        deck=(6.28, 1.22), tail_z=1.06, belt=(1.2, 1.22), windows=((1.3, 2.2),), lean=0.09,
        nose_bow=0.26, tail_bow=0.09,
    ),
    Body(
        name="minibus_high", split="held_out", type="van", kind="minibus", length_m=7.0,
        width_m=2.0, height_m=2.78, wheelbase_m=4.1, overhang_m=1.04, clearance_m=0.19,
        tyre_m=0.36, nose_z=1.06, cowl=(0.86, 1.38), roof=(1.86, 6.84), drop_m=0.02,
        deck=(6.92, 1.26), tail_z=1.1, belt=(1.18, 1.2),
        windows=((1.26, 2.2), (2.34, 3.7), (3.8, 5.2), (5.3, 6.65)), lean=0.07, nose_bow=0.26,
        tail_bow=0.09,
    ),
    Body(
        name="truck_flat", split="held_out", type="truck", kind="flatbed truck", length_m=6.1,
        width_m=2.05, height_m=2.28, wheelbase_m=3.4, overhang_m=1.08, clearance_m=0.23,
        tyre_m=0.365, nose_z=1.0, cowl=(0.6, 1.34), roof=(1.38, 1.9), drop_m=0.05,
        deck=(2.0, 1.28), tail_z=1.12, belt=(1.14, 1.16), windows=((0.9, 1.76),), lean=0.09,
        nose_bow=0.24, tail_bow=0.04, hull_m=2.08, load="flat", lamps="round",
    ),
    Body(
        name="truck_luton", split="held_out", type="truck", kind="box truck", length_m=7.4,
        width_m=2.3, height_m=3.38, wheelbase_m=4.1, overhang_m=1.16, clearance_m=0.25, tyre_m=0.4,
        nose_z=1.06, cowl=(0.7, 1.4), roof=(1.62, 2.14), drop_m=0.06, deck=(2.25, 1.34),
        tail_z=1.18, belt=(1.2, 1.22), windows=((1.04, 2.0),), lean=0.1, nose_bow=0.26,
        tail_bow=0.04, hull_m=2.34, load="box",
    ),
    Body(
        name="coach_tour", split="held_out", type="bus", kind="coach", length_m=12.8, width_m=2.5,
        height_m=3.62, wheelbase_m=6.4, overhang_m=2.75, clearance_m=0.3, tyre_m=0.5, nose_z=1.15,
        cowl=(0.16, 1.25), roof=(0.8, 12.5), drop_m=0.06, deck=(12.72, 1.8), tail_z=1.5,
        belt=(1.55, 1.6),
        windows=((0.9, 2.3), (2.4, 4.2), (4.3, 6.1), (6.2, 8.0), (8.1, 9.9), (10.0, 11.8)),
        lean=0.04, nose_bow=0.26, tail_bow=0.14,
    ),
    Body(
        name="kei_low", split="held_out", type="car", kind="kei car", length_m=3.35, width_m=1.47,
        height_m=1.53, wheelbase_m=2.42, overhang_m=0.52, clearance_m=0.15, tyre_m=0.275,
        nose_z=0.8, cowl=(0.66, 1.0), roof=(1.36, 2.96), drop_m=0.05, deck=(3.26, 1.0),
        tail_z=0.94, belt=(0.93, 0.97), windows=((1.02, 1.76), (1.84, 2.54)), lean=0.16,
        nose_bow=0.15, tail_bow=0.09,
    ),
    Body(
        name="motorbike_scooter", split="held_out", type="two_wheeler", kind="motorbike",
        length_m=1.85, width_m=0.7, height_m=1.12, wheelbase_m=1.3, tyre_m=0.25,
    ),
    Body(
        name="bicycle_trail", split="held_out", type="two_wheeler", kind="bicycle", length_m=1.76,
        width_m=0.68, height_m=1.02, wheelbase_m=1.05, tyre_m=0.35,
    ),
)
# fmt: on
